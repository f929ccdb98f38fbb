import { nextRoutes } from "#server/http/next-routes.ts";
import { addChannel, listAllChannels } from "#server/notify/notify-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(addChannel, listAllChannels);
