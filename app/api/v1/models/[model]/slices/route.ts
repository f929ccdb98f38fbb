import { nextRoutes } from "#server/http/next-routes.ts";
import { getSlices } from "#server/models/slice-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getSlices);
