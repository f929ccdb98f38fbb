import { nextRoutes } from "#server/http/next-routes.ts";
import { getPerformance } from "#server/models/query-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getPerformance);
