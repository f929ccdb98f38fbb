import { createHash, randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { specToJson } from "#core/performance/spec.ts";
import type { PerformanceSpec } from "#core/performance/types.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { packSegment } from "#server/storage/segment-codec.ts";
import { TEST_COLUMNS } from "./records.ts";

/** A model with the columns of `predictionRecords`; answers its id. */
export async function createTestModel(pool: Pool, name = "test", sliceColumns: string[] = []): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    "INSERT INTO model (project_id, name, title, slice_columns) SELECT id, $1, $1, $2 FROM project ORDER BY id LIMIT 1 RETURNING id",
    [name, sliceColumns],
  );
  const id = rows[0]!.id;
  for (const column of TEST_COLUMNS) {
    await pool.query("INSERT INTO model_column (model_id, name, role, kind, derived_from) VALUES ($1, $2, $3, $4, $5)", [
      id,
      column.name,
      column.role,
      column.kind,
      column.derivedFrom,
    ]);
  }
  return id;
}

/** Fixes what the first generation of a model holds against what, as a reference with labels does. */
export async function freezeSpec(pool: Pool, modelId: number, spec: PerformanceSpec): Promise<void> {
  await pool.query("INSERT INTO performance_spec (model_id, generation, definition, provisional) VALUES ($1, 1, $2, false)", [
    modelId,
    JSON.stringify(specToJson(spec)),
  ]);
}

/**
 * Stores records as one segment with its keys, its place in the queue and its batch, as ingest does and with the same locks:
 * for tests of what comes after ingest. Records that are there already are left out.
 */
export async function storeRecords(pool: Pool, modelId: number, records: readonly LoggedRecord[]): Promise<string | null> {
  return inTransaction(pool, async (client) => {
    const { rows: models } = await client.query<{ project_id: number; generation: number; building_generation: number | null }>(
      "SELECT project_id, generation, building_generation FROM model WHERE id = $1 FOR SHARE",
      [modelId],
    );
    const { project_id, generation, building_generation } = models[0]!;
    const { rows: ids } = await client.query<{ id: string }>("SELECT nextval(pg_get_serial_sequence('segment', 'id')) AS id");
    const segmentId = ids[0]!.id;
    const { rows: fresh } = await client.query<{ day: string; hash: string }>(
      `INSERT INTO record_key (model_id, day, hash, segment_id)
       SELECT $1, d, h, $4 FROM unnest($2::date[], $3::int8[]) k (d, h) ON CONFLICT DO NOTHING RETURNING day::text AS day, hash`,
      [modelId, records.map((record) => day(record.ts)), records.map(hashOf), segmentId],
    );
    const known = new Set(fresh.map(({ day, hash }) => `${day} ${hash}`));
    const kept = records.filter((record) => known.delete(`${day(record.ts)} ${hashOf(record)}`));
    await client.query(
      "INSERT INTO ingest_batch (id, project_id, received, accepted, duplicates, rejected, bytes) VALUES ($1, $2, $3, $4, $5, 0, 0)",
      [randomUUID(), project_id, records.length, kept.length, records.length - kept.length],
    );
    if (kept.length === 0) return null;
    const times = kept.map((record) => record.ts);
    const [min, max] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
    await client.query(
      "INSERT INTO segment (model_id, id, max_day, min_ts, max_ts, rows, predictions, payload) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      [
        modelId,
        segmentId,
        day(max),
        new Date(min),
        new Date(max),
        kept.length,
        kept.filter((record) => record.kind === "prediction").length,
        packSegment(kept),
      ],
    );
    await client.query(
      `INSERT INTO rollup_queue (model_id, generation, segment_id, max_day, rows)
       SELECT $1, g, $2, $3, $4 FROM unnest($5::int4[]) g`,
      [modelId, segmentId, day(max), kept.length, building_generation === null ? [generation] : [generation, building_generation]],
    );
    return segmentId;
  });
}

const day = (ts: number) => new Date(ts).toISOString().slice(0, 10);

function hashOf(record: LoggedRecord): string {
  const kind = record.correction ? "correction" : record.kind;
  // As ingest does: feedback is told apart by what it says.
  const said = record.kind === "feedback" ? JSON.stringify(record.cells) : "";
  return String(createHash("sha256").update(`${kind} ${record.id} ${said}`).digest().readBigInt64BE(0));
}
