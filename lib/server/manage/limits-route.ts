import { limitsSchema } from "#core/contracts/manage.ts";
import { UPLOAD_LIMITS } from "#core/references/upload-limits.ts";
import { MAX_JSON_BYTES } from "../http/read-request.ts";
import { defineRoute } from "../http/route.ts";
import { ingestLimits } from "../ingest/ingest-bytes.ts";
import { MAX_PAGE } from "../records/page.ts";

export const getLimits = defineRoute({
  id: "getLimits",
  method: "GET",
  path: "/api/v1/limits",
  tag: "Ingest",
  summary: "What one request may hold",
  description: "In bytes, records, levels and milliseconds. Those of ingest can be configured (`TIDEMARK_LIMIT_WIRE_BYTES` and so on).",
  access: "any",
  success: [{ status: 200, description: "The limits in force.", schema: limitsSchema }],
  handler() {
    const limits = ingestLimits();
    return {
      wire_bytes: limits.wireBytes,
      inflated_bytes: limits.inflatedBytes,
      records: limits.records,
      record_bytes: limits.recordBytes,
      image_record_bytes: limits.imageRecordBytes,
      depth: limits.depth,
      columns: limits.columns,
      name_bytes: limits.nameBytes,
      id_bytes: limits.idBytes,
      future_ms: limits.futureMs,
      reference_file_bytes: UPLOAD_LIMITS.fileBytes,
      reference_rows: UPLOAD_LIMITS.rows,
      page_records: MAX_PAGE,
      json_body_bytes: MAX_JSON_BYTES,
    };
  },
});
