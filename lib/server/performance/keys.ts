import type { Pool } from "pg";
import { createRecordHash, loadHashKey, type RecordHash } from "../ingest/record-hash.ts";

/** The key of a record's id in the tables `outcome` and `outcome_label`. */
export type OutcomeKey = (id: string) => string;

const hashes = new WeakMap<Pool, Promise<RecordHash>>();

/** Two keyed 64-bit hashes of the id, written as a UUID: with 128 bits two ids never meet, and ids of any length take 16 bytes. */
export async function outcomeKeys(pool: Pool): Promise<OutcomeKey> {
  let found = hashes.get(pool);
  if (!found) {
    found = loadHashKey(pool).then(createRecordHash);
    hashes.set(pool, found);
    // A data base that was away is asked again.
    found.catch(() => hashes.delete(pool));
  }
  const hash = await found;
  const half = (identity: string, probe: number) => BigInt.asUintN(64, hash(identity, probe)).toString(16).padStart(16, "0");
  return (id) => {
    const identity = `outcome\0${id}`;
    const hex = half(identity, 0) + half(identity, 1);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}
