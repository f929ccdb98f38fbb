import { nextRoutes } from "#server/http/next-routes.ts";
import { getOutputs } from "#server/models/output-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getOutputs);
