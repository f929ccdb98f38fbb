import type { Pool } from "pg";
import { RECORD_KINDS } from "#core/records/types.ts";
import { createRecordHash, loadHashKey, type RecordHash } from "../ingest/record-hash.ts";

/** After so many collisions of other ids a key would stand under a further hash; more than one has never been seen. */
const PROBES = 3;

const hashes = new WeakMap<Pool, Promise<RecordHash>>();

function recordHash(pool: Pool): Promise<RecordHash> {
  let made = hashes.get(pool);
  if (!made) {
    made = loadHashKey(pool).then(createRecordHash);
    hashes.set(pool, made);
    made.catch(() => hashes.delete(pool));
  }
  return made;
}

/**
 * The segments that hold a record and what joined it later, by their keys instead of by looking through everything. A
 * corrected label has a key of its own label and is found only in these segments. A hash can be another id's, so the caller
 * still compares ids.
 */
export async function segmentsOfRecord(pool: Pool, modelId: number, id: string): Promise<string[]> {
  const hash = await recordHash(pool);
  const wanted = RECORD_KINDS.flatMap((kind) => Array.from({ length: PROBES }, (_, probe) => hash(`${kind}\0${id}`, probe).toString()));
  const found = await pool.query<{ segment_id: string }>(
    `SELECT DISTINCT segment_id FROM record_key WHERE model_id = $1 AND hash = ANY($2::bigint[])`,
    [modelId, wanted],
  );
  return found.rows.map((row) => row.segment_id);
}
