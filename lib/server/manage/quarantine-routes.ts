import { z } from "zod";
import { ingestAnswerSchema, quarantinePageSchema, quarantineQuerySchema } from "#core/contracts/records.ts";
import { defineRoute, Reply } from "../http/route.ts";
import { discardQuarantined, quarantineDownload, quarantinePage } from "./quarantine.ts";
import { replay } from "./replay.ts";

const params = z.object({ id: z.string() });

export const listQuarantine = defineRoute({
  id: "listQuarantine",
  method: "GET",
  path: "/api/v1/quarantine",
  tag: "Ingest",
  summary: "Records that were not accepted",
  description: "Newest first, with the reason. `format=ndjson` downloads them as they came, to be mended and sent in again.",
  access: "read",
  query: quarantineQuerySchema,
  success: [{ status: 200, description: "A page, or a file.", schema: quarantinePageSchema, media: ["application/x-ndjson"] }],
  handler: ({ pool, principal, query }) =>
    query.format === "json" ? quarantinePage(pool, principal.projectId, query) : quarantineDownload(pool, principal.projectId, query),
});

export const replayQuarantine = defineRoute({
  id: "replayQuarantine",
  method: "POST",
  path: "/api/v1/quarantine/{id}/replay",
  tag: "Ingest",
  summary: "Send a rejected record in again",
  description: "As it came, through the same door: worth while after its model was made or a limit was raised. The answer is the door's.",
  access: "admin",
  params,
  success: [{ status: 200, description: "The accounting of this one record.", schema: ingestAnswerSchema }],
  problems: [409],
  handler: ({ pool, now, principal, params }) => replay({ pool, now, principal }, params.id),
});

export const discardQuarantine = defineRoute({
  id: "discardQuarantine",
  method: "DELETE",
  path: "/api/v1/quarantine/{id}",
  tag: "Ingest",
  summary: "Throw a rejected record away",
  access: "admin",
  params,
  success: [{ status: 204, description: "Gone." }],
  async handler({ pool, principal, params }) {
    await discardQuarantined(pool, principal.projectId, params.id);
    return new Reply(undefined, 204);
  },
});
