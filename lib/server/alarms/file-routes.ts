import { importAlarmsSchema, importAnswerSchema } from "#core/contracts/alarms.ts";
import { defineRoute } from "../http/route.ts";
import { authorOf } from "./author.ts";
import { exportFile, importFile } from "./file/take-file.ts";

const tag = "Alarms";
const YAML = "application/yaml";

export const getAlarmsFile = defineRoute({
  id: "exportAlarms",
  method: "GET",
  path: "/api/v1/alarms/export",
  tag,
  summary: "Alarms as code",
  description:
    "All alarms, channels and the routing as `tidemark.yaml`: sorted, without defaults, without secrets. Taken in again it changes nothing.",
  access: "read",
  success: [{ status: 200, description: "YAML.", media: [YAML] }],
  async handler({ pool, now, principal }) {
    const yaml = await exportFile({ pool, now, projectId: principal.projectId });
    const headers = { "Content-Type": `${YAML}; charset=utf-8`, "Content-Disposition": 'attachment; filename="tidemark.yaml"' };
    return new Response(yaml, { headers });
  },
});

export const postAlarmsFile = defineRoute({
  id: "importAlarms",
  method: "POST",
  path: "/api/v1/alarms/import",
  tag,
  summary: "Take alarms from code",
  description:
    "What a `tidemark.yaml` would change, line by line; with `apply` it is done, all of it or nothing. A part (`alarms`, `channels`, `routing`) that the file " +
    "does not have stays; of one that it has, what it does not name is deleted, but for the alarms by which Tidemark watches itself.",
  access: "admin",
  body: importAlarmsSchema,
  success: [{ status: 200, description: "The changes, and the channels whose secrets have to be typed in.", schema: importAnswerSchema }],
  problems: [409],
  handler: ({ pool, now, principal, body }) =>
    importFile({ pool, now, projectId: principal.projectId }, body.yaml, body.apply, authorOf(principal)),
});
