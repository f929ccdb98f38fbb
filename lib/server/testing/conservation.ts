import type { Pool } from "pg";
import type { Role } from "#core/columns/column.ts";
import { conservationErrors } from "#core/profiles/conservation.ts";
import { decodeBucket } from "#core/profiles/packed.ts";

export interface ConservationOptions {
  /** Retention has deleted records: profiles may have counted more than is stored. */
  retentionRan?: boolean;
  /** Look at generations only that have nothing left to count: a test may have set a model's generation by hand. */
  emptyQueuesOnly?: boolean;
}

/**
 * Checks that no record was lost or counted twice, and throws with every sentence that is wrong:
 * received = accepted + duplicates + rejected in every batch; accepted = records in traffic segments = record keys (where
 * neither retention nor the deletion of a model has taken any away); each generation in use has counted in its days
 * every stored record that is not in its queue, and each prediction once among its outcomes and in its performance profiles; and in every bucket each column's bins, missing and invalid add up to the records that can carry it.
 */
export async function assertConservation(pool: Pool, options: ConservationOptions = {}): Promise<void> {
  const errors = [
    ...(await batchErrors(pool, options.retentionRan ?? false)),
    ...(await generationErrors(pool, options)),
    ...(await outcomeErrors(pool, options)),
    ...(await bucketErrors(pool)),
  ];
  if (errors.length > 0) throw new Error(`Records are not conserved:\n- ${errors.slice(0, 20).join("\n- ")}`);
}

async function batchErrors(pool: Pool, retentionRan: boolean): Promise<string[]> {
  const { rows } = await pool.query<
    Record<"received" | "accepted" | "duplicates" | "rejected" | "stored" | "keys" | "wrong", string> & { deletions: boolean }
  >(`
    SELECT coalesce(sum(received), 0) AS received, coalesce(sum(accepted), 0) AS accepted,
           coalesce(sum(duplicates), 0) AS duplicates, coalesce(sum(rejected), 0) AS rejected,
           count(*) FILTER (WHERE received <> accepted + duplicates + rejected) AS wrong,
           (SELECT coalesce(sum(rows), 0) FROM segment WHERE reference_id IS NULL) AS stored,
           (SELECT count(*) FROM record_key) AS keys,
           EXISTS (SELECT 1 FROM model WHERE deleted_at IS NOT NULL)
             OR (SELECT count(*) < coalesce(max(id), 0) FROM model)
             OR (SELECT is_called AND last_value > (SELECT count(*) FROM model) FROM model_id_seq) AS deletions
    FROM ingest_batch`);
  const sums = rows[0]!;
  const errors: string[] = [];
  if (sums.wrong !== "0") {
    errors.push(
      `${sums.wrong} batches where received is not accepted + duplicates + rejected (in all ${sums.received}, ${sums.accepted}, ${sums.duplicates}, ${sums.rejected})`,
    );
  }
  // Records of a deleted model were accepted and are gone with it.
  const gone = BigInt(sums.accepted) > BigInt(sums.stored) && (retentionRan || sums.deletions);
  if (!gone && sums.accepted !== sums.stored) errors.push(`${sums.accepted} records accepted, ${sums.stored} stored in segments`);
  if (sums.stored !== sums.keys) errors.push(`${sums.stored} records stored in segments, ${sums.keys} record keys`);
  return errors;
}

async function generationErrors(pool: Pool, { retentionRan = false, emptyQueuesOnly = false }: ConservationOptions): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; generation: number; stored: string; queued: string; counted: string }>(`
    SELECT m.name, g.generation,
      (SELECT coalesce(sum(rows), 0) FROM segment s WHERE s.model_id = m.id AND s.reference_id IS NULL) AS stored,
      (SELECT coalesce(sum(rows), 0) FROM rollup_queue q WHERE q.model_id = m.id AND q.generation = g.generation) AS queued,
      (SELECT coalesce(sum(records), 0) FROM profile p
       WHERE p.model_id = m.id AND p.generation = g.generation AND p.resolution = 2 AND p.slice = '') AS counted
    FROM model m CROSS JOIN LATERAL (
      -- The live one, and one that a build has queued every segment for.
      SELECT m.generation UNION SELECT (input->>'generation')::int FROM job
      WHERE model_id = m.id AND kind IN ('reference', 'reprofile') AND status = 'running' AND input->>'phase' = 'count'
    ) g WHERE m.deleted_at IS NULL`);
  return rows.flatMap(({ name, generation, stored, queued, counted }) => {
    // Profiles live longer than records, so after retention more may be counted than is stored. Never less.
    const expected = BigInt(stored) - BigInt(queued);
    if (emptyQueuesOnly && queued !== "0") return [];
    if (retentionRan ? BigInt(counted) >= expected : BigInt(counted) === expected) return [];
    return [`model ${name}, generation ${generation}: ${stored} records stored, ${queued} waiting, but ${counted} counted`];
  });
}

/** Each generation that has met a prediction has met every one that is counted, and its performance profiles hold each once. */
async function outcomeErrors(pool: Pool, { retentionRan = false, emptyQueuesOnly = false }: ConservationOptions): Promise<string[]> {
  const { rows } = await pool.query<
    Record<"stored" | "outcomes" | "labelled" | "profiled" | "profiled_labelled", string> & {
      name: string;
      generation: number;
      waiting: boolean;
      has_spec: boolean;
    }
  >(`
    SELECT m.name, g.generation,
      (SELECT coalesce(sum(predictions), 0) FROM segment s WHERE s.model_id = m.id AND s.reference_id IS NULL AND NOT EXISTS (
         SELECT 1 FROM rollup_queue q WHERE q.model_id = m.id AND q.generation = g.generation AND q.segment_id = s.id)) AS stored,
      (SELECT count(*) FROM outcome o WHERE o.model_id = m.id AND o.generation = g.generation) AS outcomes,
      (SELECT count(*) FROM outcome o JOIN outcome_label l USING (model_id, generation, key)
       WHERE o.model_id = m.id AND o.generation = g.generation AND l.value IS NOT NULL) AS labelled,
      coalesce(p.predictions, 0) AS profiled, coalesce(p.labelled, 0) AS profiled_labelled,
      EXISTS (SELECT 1 FROM rollup_queue q WHERE q.model_id = m.id AND q.generation = g.generation) AS waiting,
      EXISTS (SELECT 1 FROM performance_spec s WHERE s.model_id = m.id AND s.generation = g.generation) AS has_spec
    FROM model m CROSS JOIN LATERAL (SELECT DISTINCT generation FROM outcome o WHERE o.model_id = m.id) g
    LEFT JOIN LATERAL (SELECT sum(predictions) AS predictions, sum(labelled) AS labelled FROM performance_profile p
      WHERE p.model_id = m.id AND p.generation = g.generation AND p.resolution = 2 AND p.slice = '') p ON true
    WHERE m.deleted_at IS NULL AND g.generation IN (m.generation, m.building_generation)`);
  return rows.flatMap((row) => {
    if (emptyQueuesOnly && row.waiting) return [];
    const where = `model ${row.name}, generation ${row.generation}`;
    const errors: string[] = [];
    const differs = (a: string, b: string) => (retentionRan ? BigInt(a) > BigInt(b) : a !== b);
    // Retention takes predictions, and profiles stay.
    if (!retentionRan && row.stored !== row.outcomes) errors.push(`${where}: ${row.stored} predictions counted, ${row.outcomes} outcomes`);
    if (row.has_spec && differs(row.outcomes, row.profiled))
      errors.push(`${where}: ${row.outcomes} outcomes, ${row.profiled} predictions in performance profiles`);
    // A label that cannot be used for the task is counted apart, so fewer may be counted than are there. Never more.
    if (row.has_spec && !retentionRan && BigInt(row.profiled_labelled) > BigInt(row.labelled))
      errors.push(`${where}: ${row.labelled} predictions have a label, ${row.profiled_labelled} are counted as labelled`);
    return errors;
  });
}

async function bucketErrors(pool: Pool): Promise<string[]> {
  const { rows: columns } = await pool.query<{ id: number; role: Role }>("SELECT id, role FROM model_column");
  const roles = new Map(columns.map(({ id, role }) => [id, role]));
  const { rows } = await pool.query<{
    model_id: number;
    generation: number;
    slice: string;
    resolution: number;
    bucket: Date;
    records: number;
    payload: Buffer;
  }>("SELECT model_id, generation, resolution, slice, bucket, records, payload FROM profile");
  return rows.flatMap((row) => {
    const bucket = decodeBucket(row.payload);
    const where = `model ${row.model_id}, generation ${row.generation}, resolution ${row.resolution}, slice '${row.slice}', ${row.bucket.toISOString()}`;
    const errors = conservationErrors(bucket, (id) => roles.get(id) ?? "input");
    if (bucket.records !== row.records) errors.push(`the row says ${row.records} records, its profile ${bucket.records}`);
    return errors.map((error) => `${where}: ${error}`);
  });
}
