import type { Pool } from "pg";
import { z } from "zod";
import type { activityQuerySchema, Batch } from "#core/contracts/records.ts";
import { parseTime } from "#core/time/relative.ts";
import type { IngestBatch } from "../db/generated/client.ts";
import type { SqlRow } from "../db/sql-row.ts";
import { fromCursor, toPage } from "../http/cursor.ts";

type ActivityQuery = z.output<typeof activityQuerySchema>;

type Row = Pick<SqlRow<IngestBatch>, "id" | "received_at" | "received" | "accepted" | "duplicates" | "rejected" | "bytes"> & {
  key: string | null;
  models: Record<string, number>;
};

const ERRORS_SHOWN = 5;
const positionSchema = z.object({ at: z.iso.datetime(), id: z.uuid() });

async function firstErrors(pool: Pool, projectId: number, rows: readonly Row[]): Promise<Map<string, Batch["errors"]>> {
  const failed = rows.filter((row) => row.rejected > 0).map((row) => row.id);
  const byBatch = new Map<string, Batch["errors"]>();
  if (failed.length === 0) return byBatch;
  const found = await pool.query<Batch["errors"][number] & { batch_id: string }>(
    `SELECT q.batch_id, q.index, q.record_id AS id, q.code, q.pointer, q.message
     FROM unnest($2::uuid[]) AS wanted (batch)
     CROSS JOIN LATERAL (SELECT * FROM quarantine WHERE project_id = $1 AND batch_id = wanted.batch ORDER BY id LIMIT ${ERRORS_SHOWN}) q`,
    [projectId, failed],
  );
  for (const { batch_id, ...error } of found.rows) byBatch.set(batch_id, [...(byBatch.get(batch_id) ?? []), error]);
  return byBatch;
}

/** What arrived lately, newest first, each request with its first rejections; with `since` only what came after it. */
export async function activityPage(pool: Pool, projectId: number, query: ActivityQuery, now: Date) {
  const since = query.since === undefined ? null : parseTime(query.since, now);
  const before = fromCursor(positionSchema, query.cursor);
  const found = await pool.query<Row>(
    `SELECT b.id, b.received_at, k.name AS key, b.received, b.accepted, b.duplicates, b.rejected, b.bytes, b.models
     FROM ingest_batch b LEFT JOIN api_key k ON k.id = b.key_id
     WHERE b.project_id = $1 AND ($2::timestamptz IS NULL OR b.received_at > $2)
       AND ($3::timestamptz IS NULL OR (b.received_at, b.id) < ($3, $4::uuid)) AND ($5::text IS NULL OR b.models ? $5)
     ORDER BY b.received_at DESC, b.id DESC LIMIT $6`,
    [projectId, since, before?.at ?? null, before?.id ?? null, query.model ?? null, query.limit + 1],
  );
  const errors = await firstErrors(pool, projectId, found.rows.slice(0, query.limit));
  const batches = found.rows.map(
    (row): Batch => ({ ...row, received_at: row.received_at.toISOString(), errors: errors.get(row.id) ?? [] }),
  );
  return toPage(batches, query.limit, (batch) => ({ at: batch.received_at, id: batch.id }));
}
