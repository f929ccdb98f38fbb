import { nextRoutes } from "#server/http/next-routes.ts";
import { getOpenApi } from "#server/http/registry.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getOpenApi);
