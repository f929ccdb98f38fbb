import { createApiKey, listApiKeys } from "#server/auth/auth-routes.ts";
import { nextRoutes } from "#server/http/next-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(createApiKey, listApiKeys);
