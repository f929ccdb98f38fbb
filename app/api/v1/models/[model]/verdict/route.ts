import { nextRoutes } from "#server/http/next-routes.ts";
import { getVerdict } from "#server/models/verdict-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getVerdict);
