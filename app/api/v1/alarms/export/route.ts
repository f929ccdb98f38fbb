import { getAlarmsFile } from "#server/alarms/file-routes.ts";
import { nextRoutes } from "#server/http/next-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getAlarmsFile);
