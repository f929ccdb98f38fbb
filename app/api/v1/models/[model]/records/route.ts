import { nextRoutes } from "#server/http/next-routes.ts";
import { listRecords } from "#server/records/record-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(listRecords);
