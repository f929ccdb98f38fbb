import { z } from "zod";
import {
  acknowledgeSchema,
  commentSchema,
  createSilenceSchema,
  incidentDetailSchema,
  incidentsPageSchema,
  incidentsQuerySchema,
  incidentVerdictInputSchema,
  silenceSchema,
  silencesPageSchema,
  silencesQuerySchema,
} from "#core/contracts/incidents.ts";
import { defineRoute, Reply } from "../http/route.ts";
import { authorOf } from "./author.ts";
import { acknowledge, comment, setVerdict } from "./incidents/act.ts";
import { incidentDetail, incidentsPage } from "./incidents/read-incidents.ts";
import { createSilence, expireSilence, silencesPage } from "./silences/silences.ts";

const params = z.object({ id: z.coerce.number().int().min(1) });
const tag = "Incidents";

export const listIncidents = defineRoute({
  id: "listIncidents",
  method: "GET",
  path: "/api/v1/incidents",
  tag,
  summary: "List incidents",
  description: "What fires now first, then the newest.",
  access: "read",
  query: incidentsQuerySchema,
  success: [{ status: 200, description: "A page of incidents.", schema: incidentsPageSchema }],
  handler: ({ pool, now, principal, query }) => incidentsPage({ pool, now, projectId: principal.projectId }, query),
});

export const getIncident = defineRoute({
  id: "getIncident",
  method: "GET",
  path: "/api/v1/incidents/{id}",
  tag,
  summary: "One incident",
  description: "With what was seen, the chart around it, its history (who was told and when), and the link to its window.",
  access: "read",
  params,
  success: [{ status: 200, description: "The incident.", schema: incidentDetailSchema }],
  handler: ({ pool, now, principal, params }) => incidentDetail({ pool, now, projectId: principal.projectId }, params.id),
});

export const acknowledgeIncident = defineRoute({
  id: "acknowledgeIncident",
  method: "POST",
  path: "/api/v1/incidents/{id}/ack",
  tag,
  summary: "Acknowledge an incident",
  description:
    "Somebody has seen it: it is not repeated any more, and the channels that were told of it are told so, once. With a verdict and a comment, if there is one.",
  access: "admin",
  params,
  body: acknowledgeSchema,
  success: [{ status: 200, description: "The incident.", schema: incidentDetailSchema }],
  async handler({ pool, now, principal, params, body }) {
    const request = { pool, now, projectId: principal.projectId };
    await acknowledge(request, params.id, body, authorOf(principal));
    return incidentDetail(request, params.id);
  },
});

export const judgeIncident = defineRoute({
  id: "judgeIncident",
  method: "POST",
  path: "/api/v1/incidents/{id}/verdict",
  tag,
  summary: "Say what an incident was",
  description: "Real, false or expected: suggestions for the alarm's threshold come from this. Null takes it back.",
  access: "admin",
  params,
  body: incidentVerdictInputSchema,
  success: [{ status: 200, description: "The incident.", schema: incidentDetailSchema }],
  async handler({ pool, now, principal, params, body }) {
    const request = { pool, now, projectId: principal.projectId };
    await setVerdict(request, params.id, body.verdict, body.comment, authorOf(principal));
    return incidentDetail(request, params.id);
  },
});

export const commentIncident = defineRoute({
  id: "commentIncident",
  method: "POST",
  path: "/api/v1/incidents/{id}/comments",
  tag,
  summary: "Comment on an incident",
  description: "For its history.",
  access: "admin",
  params,
  body: commentSchema,
  success: [{ status: 200, description: "The incident.", schema: incidentDetailSchema }],
  async handler({ pool, now, principal, params, body }) {
    const request = { pool, now, projectId: principal.projectId };
    await comment(request, params.id, body.comment, authorOf(principal));
    return incidentDetail(request, params.id);
  },
});

export const listSilences = defineRoute({
  id: "listSilences",
  method: "GET",
  path: "/api/v1/silences",
  tag,
  summary: "List silences",
  description: "Newest first, each with how many firing incidents it silences now.",
  access: "read",
  query: silencesQuerySchema,
  success: [{ status: 200, description: "A page of silences.", schema: silencesPageSchema }],
  handler: ({ pool, now, principal, query }) => silencesPage({ pool, now, projectId: principal.projectId }, query),
});

export const addSilence = defineRoute({
  id: "createSilence",
  method: "POST",
  path: "/api/v1/silences",
  tag,
  summary: "Silence what matches",
  description: "Nobody is told while it lasts. Incidents open and close all the same, and what still fires at its end is told then.",
  access: "admin",
  body: createSilenceSchema,
  success: [{ status: 201, description: "The silence.", schema: silenceSchema }],
  async handler({ pool, now, principal, body }) {
    const silence = await createSilence({ pool, now, projectId: principal.projectId }, body, authorOf(principal));
    return new Reply(silence, 201, { Location: `/api/v1/silences/${silence.id}` });
  },
});

export const endSilence = defineRoute({
  id: "expireSilence",
  method: "DELETE",
  path: "/api/v1/silences/{id}",
  tag,
  summary: "End a silence now",
  description: "It stays in the list as expired.",
  access: "admin",
  params,
  success: [{ status: 204, description: "It has ended." }],
  async handler({ pool, now, principal, params }) {
    await expireSilence({ pool, now, projectId: principal.projectId }, params.id);
    return new Reply(null, 204);
  },
});
