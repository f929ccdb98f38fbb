import { createAlarm, listAlarms } from "#server/alarms/alarm-routes.ts";
import { nextRoutes } from "#server/http/next-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(listAlarms, createAlarm);
