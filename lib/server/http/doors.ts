import { z } from "zod";
import { ingestAnswerSchema } from "#core/contracts/records.ts";
import type { Operation } from "#core/openapi/operation.ts";

// Doors that server/main.ts answers itself, before Next: described here, so that the documentation has all of them.

const ENCODINGS = "gzip, deflate, zstd or identity; chunked without Content-Length too.";
const RECORD_MEDIA = ["application/json", "application/x-ndjson", "application/octet-stream"];
const HEADERS = {
  "Content-Encoding": ENCODINGS,
  "Idempotency-Key": "The same key and bytes get the first answer again; other bytes 422; while in flight 409.",
};
const ingestQuery = z.object({ strict: z.enum(["0", "1"]).optional() });
const INGEST = {
  method: "POST",
  tag: "Ingest",
  access: "ingest",
  query: ingestQuery,
  headers: HEADERS,
  body: {
    media: RECORD_MEDIA,
    description:
      "One record, an array, NDJSON, records one behind the other, or wrapped in `records`, `events` or `predictions`. What it is is looked at, not believed.",
  },
  success: [
    {
      status: 200,
      description: "The accounting, also when records were bad: received = accepted + duplicates + rejected.",
      schema: ingestAnswerSchema,
    },
  ],
  problems: [409, 429],
} as const satisfies Partial<Operation>;

/** For loggers that only take an address. */
const BY_URL = {
  ...INGEST,
  access: "public",
  problems: [...INGEST.problems, 401],
} as const satisfies Partial<Operation>;

const probe = (id: string, path: string, summary: string, description: string, media: string, problems: number[]): Operation => ({
  id,
  method: "GET",
  path,
  tag: "Operation",
  summary,
  access: "public",
  success: [{ status: 200, description, media: [media] }],
  problems,
});

export const DOORS: readonly Operation[] = [
  {
    ...INGEST,
    id: "ingest",
    path: "/api/v1/ingest",
    summary: "Send records",
    description:
      "Predictions with inputs and outputs; or later parts of one by its id: label, feedback, service figures. 200 means stored for good and counted once.",
  },
  {
    ...INGEST,
    id: "ingestModel",
    path: "/api/v1/ingest/{model}",
    summary: "Send records of one model",
    description: "As /api/v1/ingest; records that name no model are this one's.",
  },
  {
    ...BY_URL,
    id: "ingestByUrl",
    path: "/i/{token}/ingest",
    summary: "Send records to an address",
    description:
      "As /api/v1/ingest, for loggers that only take an address: the key is part of it, made with the kind `url`, and may only ingest.",
  },
  { ...BY_URL, id: "ingestModelByUrl", path: "/i/{token}/ingest/{model}", summary: "Send records of one model to an address" },
  probe("healthz", "/healthz", "Is the process alive?", "It is.", "text/plain", []),
  probe("readyz", "/readyz", "Can it take records?", "Data base, schema and worker are well.", "application/json", []),
  probe("metrics", "/metrics", "Prometheus metrics of Tidemark itself", "Prometheus text.", "text/plain", []),
];
