import { nextRoutes } from "#server/http/next-routes.ts";
import { getExplanation } from "#server/models/query-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getExplanation);
