import { nextRoutes } from "#server/http/next-routes.ts";
import { getSavedSlices, postSavedSlice } from "#server/models/slice-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getSavedSlices, postSavedSlice);
