import { getStarters, postStarters } from "#server/alarms/starter-routes.ts";
import { nextRoutes } from "#server/http/next-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getStarters, postStarters);
