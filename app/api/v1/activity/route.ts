import { nextRoutes } from "#server/http/next-routes.ts";
import { getActivity } from "#server/manage/activity-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getActivity);
