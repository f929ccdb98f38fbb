import type { Pool } from "pg";
import { RECORD_KINDS } from "#core/records/types.ts";
import { int8Array } from "./pg-arrays.ts";
import { CORRECTION_PROBES, correctionsOf, createRecordHash, loadHashKey } from "./record-hash.ts";

/** Collisions are looked through so far: with 64 bits the second probe is already next to never needed. */
const PROBES = 3;

const FIND = `
SELECT DISTINCT segment_id FROM record_key
WHERE model_id = $1 AND hash = ANY($2::int8[]) AND ($3::date IS NULL OR day >= $3::date) AND ($4::date IS NULL OR day <= $4::date)
ORDER BY segment_id`;

/**
 * The segments that hold a record's parts (prediction, label, feedback, service, corrections of its label), by its keys; days `2026-11-22`,
 * both inclusive. A segment may also be there because of another record's hash: compare the ids.
 */
export async function segmentsOfRecord(
  pool: Pool,
  modelId: number,
  id: string,
  days: { from?: string; to?: string } = {},
): Promise<string[]> {
  const hash = createRecordHash(await loadHashKey(pool));
  const name = id.normalize("NFC");
  const probes = (identity: string, length: number) => Array.from({ length }, (_, probe) => hash(identity, probe));
  const hashes = [
    ...RECORD_KINDS.flatMap((kind) => probes(`${kind}\0${name}`, PROBES)),
    ...probes(correctionsOf(name), CORRECTION_PROBES),
  ];
  const { rows } = await pool.query<{ segment_id: string }>(FIND, [modelId, int8Array(hashes), days.from ?? null, days.to ?? null]);
  return rows.map((row) => row.segment_id);
}
