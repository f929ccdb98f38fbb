import { z } from "zod";
import {
  alarmDetailSchema,
  alarmsPageSchema,
  alarmsQuerySchema,
  createAlarmSchema,
  evaluationsPageSchema,
  evaluationsQuerySchema,
  patchAlarmSchema,
  previewAlarmSchema,
  previewAnswerSchema,
  revertAlarmSchema,
} from "#core/contracts/alarms.ts";
import { defineRoute, Reply } from "../http/route.ts";
import { authorOf } from "./author.ts";
import { previewAlarm } from "./preview/preview.ts";
import { alarmDetail, alarmsPage, evaluationsPage } from "./rules/read-rules.ts";
import { changeRule, createRule, deleteRule, revertRule } from "./rules/write-rules.ts";

const params = z.object({ id: z.coerce.number().int().min(1) });
const tag = "Alarms";

export const listAlarms = defineRoute({
  id: "listAlarms",
  method: "GET",
  path: "/api/v1/alarms",
  tag,
  summary: "List alarms",
  description:
    "By name, each with the gravest status of its series (`ok` before the first evaluation) and its record of the last 30 days. `status` asks for alarms of which any series has it: `status=ok` gives also those that fire for another series.",
  access: "read",
  query: alarmsQuerySchema,
  success: [{ status: 200, description: "A page of alarms.", schema: alarmsPageSchema }],
  handler: ({ pool, now, principal, query }) => alarmsPage({ pool, now, projectId: principal.projectId }, query),
});

export const createAlarm = defineRoute({
  id: "createAlarm",
  method: "POST",
  path: "/api/v1/alarms",
  tag,
  summary: "Make an alarm",
  description: "It is evaluated from its next slot on. `model` null: it watches Tidemark itself.",
  access: "admin",
  body: createAlarmSchema,
  success: [{ status: 201, description: "The alarm.", schema: alarmDetailSchema }],
  async handler({ pool, now, principal, body }) {
    const request = { pool, now, projectId: principal.projectId };
    const id = await createRule(request, { ...body, origin: "user" }, authorOf(principal));
    return new Reply(await alarmDetail(request, id), 201, { Location: `/api/v1/alarms/${id}` });
  },
});

export const getAlarm = defineRoute({
  id: "getAlarm",
  method: "GET",
  path: "/api/v1/alarms/{id}",
  tag,
  summary: "One alarm",
  description: "With where each of its series stands, the readings of its last slot, and its versions.",
  access: "read",
  params,
  success: [{ status: 200, description: "The alarm.", schema: alarmDetailSchema }],
  handler: ({ pool, now, principal, params }) => alarmDetail({ pool, now, projectId: principal.projectId }, params.id),
});

export const changeAlarm = defineRoute({
  id: "changeAlarm",
  method: "PATCH",
  path: "/api/v1/alarms/{id}",
  tag,
  summary: "Change an alarm",
  description: "A new definition is a new version; incidents of the old one are closed. `enabled: false` switches it off.",
  access: "admin",
  params,
  body: patchAlarmSchema,
  success: [{ status: 200, description: "The alarm.", schema: alarmDetailSchema }],
  async handler({ pool, now, principal, params, body }) {
    const request = { pool, now, projectId: principal.projectId };
    await changeRule(request, params.id, body, authorOf(principal));
    return alarmDetail(request, params.id);
  },
});

export const removeAlarm = defineRoute({
  id: "deleteAlarm",
  method: "DELETE",
  path: "/api/v1/alarms/{id}",
  tag,
  summary: "Delete an alarm",
  description: "Open incidents are closed; all of its incidents stay readable.",
  access: "admin",
  params,
  success: [{ status: 204, description: "It is gone." }],
  async handler({ pool, now, principal, params }) {
    await deleteRule({ pool, now, projectId: principal.projectId }, params.id);
    return new Reply(null, 204);
  },
});

export const revertAlarm = defineRoute({
  id: "revertAlarm",
  method: "POST",
  path: "/api/v1/alarms/{id}/revert",
  tag,
  summary: "Go back to an earlier version",
  description: "What the alarm said then becomes a new version.",
  access: "admin",
  params,
  body: revertAlarmSchema,
  success: [{ status: 200, description: "The alarm.", schema: alarmDetailSchema }],
  async handler({ pool, now, principal, params, body }) {
    const request = { pool, now, projectId: principal.projectId };
    await revertRule(request, params.id, body.version, authorOf(principal));
    return alarmDetail(request, params.id);
  },
});

export const listEvaluations = defineRoute({
  id: "listAlarmEvaluations",
  method: "GET",
  path: "/api/v1/alarms/{id}/evaluations",
  tag,
  summary: "What an alarm read, slot by slot",
  description: "Newest first: each slot is there once, evaluated or skipped with the reason.",
  access: "read",
  params,
  query: evaluationsQuerySchema,
  success: [{ status: 200, description: "A page of slots.", schema: evaluationsPageSchema }],
  handler: ({ pool, now, principal, params, query }) => evaluationsPage({ pool, now, projectId: principal.projectId }, params.id, query),
});

export const postPreview = defineRoute({
  id: "previewAlarm",
  method: "POST",
  path: "/api/v1/alarms/preview",
  tag,
  summary: "Back-test an alarm",
  description:
    "What a rule would have read over a time that is past, slot by slot, and what it would have on the same records in shuffled order, in which " +
    "nothing drifts. Whether it would have fired follows from these readings alone.",
  access: "read",
  body: previewAlarmSchema,
  success: [{ status: 200, description: "Readings by condition and series.", schema: previewAnswerSchema }],
  handler: ({ pool, now, principal, body }) => previewAlarm({ pool, now, projectId: principal.projectId }, body),
});
