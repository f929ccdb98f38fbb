import { nextRoutes } from "#server/http/next-routes.ts";
import { postReplayMessage } from "#server/notify/notify-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(postReplayMessage);
