import type { Pool } from "pg";
import { RECORD_KINDS } from "#core/records/types.ts";
import { int8Array } from "./pg-arrays.ts";
import { CORRECTION_PROBES, correctionsOf, createRecordHash, feedbackKeys, loadHashKey } from "./record-hash.ts";

/** Collisions are looked through so far: with 64 bits the second probe is already next to never needed. */
const PROBES = 3;

const IN_DAYS = "($3::date IS NULL OR day >= $3::date) AND ($4::date IS NULL OR day <= $4::date)";

/** $1 model, $2 keys, $3 and $4 days or null, $5 and $6 the keys of feedback. */
const FIND = `
SELECT segment_id FROM record_key WHERE model_id = $1 AND hash = ANY($2::int8[]) AND ${IN_DAYS}
UNION
SELECT segment_id FROM record_key WHERE model_id = $1 AND hash BETWEEN $5 AND $6 AND ${IN_DAYS}
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
    ...RECORD_KINDS.filter((kind) => kind !== "feedback").flatMap((kind) => probes(`${kind}\0${name}`, PROBES)),
    ...probes(correctionsOf(name), CORRECTION_PROBES),
  ];
  const feedback = feedbackKeys(hash, name);
  const { rows } = await pool.query<{ segment_id: string }>(FIND, [
    modelId,
    int8Array(hashes),
    days.from ?? null,
    days.to ?? null,
    String(feedback.from),
    String(feedback.to),
  ]);
  return rows.map((row) => row.segment_id);
}
