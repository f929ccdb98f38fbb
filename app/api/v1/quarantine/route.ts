import { nextRoutes } from "#server/http/next-routes.ts";
import { listQuarantine } from "#server/manage/quarantine-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(listQuarantine);
