import { nextRoutes } from "#server/http/next-routes.ts";
import { getLimits } from "#server/manage/limits-route.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getLimits);
