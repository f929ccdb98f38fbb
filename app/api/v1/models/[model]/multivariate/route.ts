import { nextRoutes } from "#server/http/next-routes.ts";
import { getMultivariate } from "#server/models/verdict-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getMultivariate);
