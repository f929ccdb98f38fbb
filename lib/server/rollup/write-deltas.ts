import type { PoolClient } from "pg";
import type { CountingColumn } from "./counting/counting-column.ts";
import type { TimeBucket } from "./counting/group.ts";
import { mergePacked } from "./counting/merge-packed.ts";
import { LOCK_PROFILES, SELECT_ROWS, UPSERT_ROWS } from "./sql/profiles.sql.ts";
import { versionIds } from "./versions.ts";

/** What a batch adds to one row of the table `profile`. */
export interface Delta extends TimeBucket {
  version: string;
  slice: string;
  records: number;
  /** A packed bucket profile. */
  payload: Uint8Array;
}

/** Rows read and written at once. */
const CHUNK = 200;

/** Adds the deltas to the generation's profiles. From here to the end of the transaction no other worker writes to them. */
export async function writeDeltas(
  client: PoolClient,
  modelId: number,
  generation: number,
  deltas: readonly Delta[],
  columns: readonly CountingColumn[],
): Promise<void> {
  if (deltas.length === 0) return;
  const versions = await versionIds(client, modelId, new Set(deltas.map(({ version }) => version)));
  await client.query(LOCK_PROFILES, [modelId, generation]);
  for (let from = 0; from < deltas.length; from += CHUNK) {
    const chunk = deltas.slice(from, from + CHUNK);
    const key = [
      modelId,
      generation,
      chunk.map(({ resolution }) => resolution),
      chunk.map(({ version }) => versions.get(version)!),
      chunk.map(({ slice }) => slice),
      chunk.map(({ start }) => new Date(start)),
    ];
    const { rows } = await client.query<{ n: string; payload: Buffer }>(SELECT_ROWS, key);
    const before = new Map(rows.map(({ n, payload }) => [Number(n) - 1, payload]));
    const merged = chunk.map(({ records, payload }, i) => {
      const old = before.get(i);
      return old ? mergePacked(old, payload, columns) : { records, payload };
    });
    await client.query(UPSERT_ROWS(chunk.length), [
      ...key,
      merged.map(({ records }) => records),
      ...merged.map(({ payload }) => Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)),
    ]);
  }
}
