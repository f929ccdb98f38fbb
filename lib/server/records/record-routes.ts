import { z } from "zod";
import { recordsPageSchema, recordsQuerySchema } from "#core/contracts/records.ts";
import { defineRoute } from "../http/route.ts";
import { exportRecords, MEDIA } from "./export.ts";
import { recordsPage } from "./page.ts";

export const listRecords = defineRoute({
  id: "listRecords",
  method: "GET",
  path: "/api/v1/models/{model}/records",
  tag: "Records",
  summary: "Look through a model's records",
  description:
    "Pages in order of time. A page that says `complete: false` looked through its share of records without filling up: go on with its cursor. " +
    "With `format=ndjson|csv|arrow` all matching records come as one file.",
  access: "read",
  params: z.object({ model: z.string() }),
  query: recordsQuerySchema,
  success: [{ status: 200, description: "A page of records, or a file.", schema: recordsPageSchema, media: Object.values(MEDIA) }],
  async handler({ pool, now, principal, params, query }) {
    const context = { pool, now, projectId: principal.projectId };
    const { format } = query;
    return format === "json" ? recordsPage(context, params.model, query) : exportRecords(context, params.model, { ...query, format });
  },
});
