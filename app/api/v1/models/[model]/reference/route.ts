import { nextRoutes } from "#server/http/next-routes.ts";
import { listModelReferences, putReference } from "#server/models/reference-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(listModelReferences, putReference);
