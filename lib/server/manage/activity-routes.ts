import { activityQuerySchema, activitySchema } from "#core/contracts/records.ts";
import { defineRoute } from "../http/route.ts";
import { activityPage } from "./activity.ts";

export const getActivity = defineRoute({
  id: "getActivity",
  method: "GET",
  path: "/api/v1/activity",
  tag: "Ingest",
  summary: "What arrived lately",
  description: "One row for each ingest request, newest first, with its first rejections. Ask again with `since` to follow along.",
  access: "read",
  query: activityQuerySchema,
  success: [{ status: 200, description: "A page of requests.", schema: activitySchema }],
  handler: ({ pool, now, principal, query }) => activityPage(pool, principal.projectId, query, now),
});
