import { nextRoutes } from "#server/http/next-routes.ts";
import { getDetectors } from "#server/models/detector-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getDetectors);
