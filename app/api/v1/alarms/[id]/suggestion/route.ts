import { getSuggestion, postSuggestion } from "#server/alarms/adapt-routes.ts";
import { nextRoutes } from "#server/http/next-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getSuggestion, postSuggestion);
