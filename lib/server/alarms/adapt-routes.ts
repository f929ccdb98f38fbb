import { z } from "zod";
import { acceptSuggestionSchema, alarmDetailSchema, pruningSchema, suggestionSchema } from "#core/contracts/alarms.ts";
import { defineRoute } from "../http/route.ts";
import { pruningList } from "./adapt/pruning.ts";
import { acceptSuggestion, suggestionFor } from "./adapt/suggestion.ts";
import { authorOf } from "./author.ts";
import { alarmDetail } from "./rules/read-rules.ts";

const params = z.object({ id: z.coerce.number().int().min(1) });
const tag = "Alarms";

export const getSuggestion = defineRoute({
  id: "getAlarmSuggestion",
  method: "GET",
  path: "/api/v1/alarms/{id}/suggestion",
  tag,
  summary: "What an alarm's record says of its threshold",
  description:
    "From what it read and what people said of its incidents: the change that would have removed most false alarms and missed no real one.",
  access: "read",
  params,
  success: [{ status: 200, description: "A suggestion, or why there is none.", schema: suggestionSchema }],
  handler: ({ pool, now, principal, params }) => suggestionFor({ pool, now, projectId: principal.projectId }, params.id),
});

export const postSuggestion = defineRoute({
  id: "acceptAlarmSuggestion",
  method: "POST",
  path: "/api/v1/alarms/{id}/suggestion",
  tag,
  summary: "Accept a suggestion",
  description: "It becomes a new version of the alarm, which can be taken back like any other.",
  access: "admin",
  params,
  body: acceptSuggestionSchema,
  success: [{ status: 200, description: "The alarm.", schema: alarmDetailSchema }],
  problems: [409],
  async handler({ pool, now, principal, params, body }) {
    const request = { pool, now, projectId: principal.projectId };
    await acceptSuggestion(request, params.id, body, authorOf(principal));
    return alarmDetail(request, params.id);
  },
});

export const getPruning = defineRoute({
  id: "listAlarmsToPrune",
  method: "GET",
  path: "/api/v1/alarms/pruning",
  tag,
  summary: "Alarms to do without",
  description: "Those that never fired, only ever cried wolf, or say what another one says.",
  access: "read",
  success: [{ status: 200, description: "Findings, each with its reason.", schema: pruningSchema }],
  handler: ({ pool, now, principal }) => pruningList({ pool, now, projectId: principal.projectId }),
});
