import type { PoolClient } from "pg";
import { createPerformanceCounter } from "#core/performance/accumulate.ts";
import { mergePerformanceInto } from "#core/performance/merge.ts";
import { decodePerformance, encodePerformance } from "#core/performance/packed.ts";
import type { Outcome, PerformanceProfile, PerformanceSpec } from "#core/performance/types.ts";
import { bucketsToWrite } from "#core/profiles/buckets.ts";
import { SELECT_ROWS, UPSERT_ROWS } from "./sql/performance.sql.ts";

/** What changes for one prediction: it is counted anew (`before` null), or as something else. */
export interface Change {
  ts: number;
  versionId: number;
  slices: readonly string[];
  before: Outcome | null;
  after: Outcome;
}

interface Group {
  resolution: number;
  start: number;
  versionId: number;
  slice: string;
  changes: Change[];
}

/** Rows read and written at once. */
const CHUNK = 100;

/**
 * Adds changes to the performance profiles of the buckets of their predictions, at every resolution that is read at `now`. The client
 * holds the lock on the generation's profiles.
 */
export async function writeChanges(
  client: PoolClient,
  target: { modelId: number; generation: number; now: number },
  spec: PerformanceSpec,
  changes: readonly Change[],
): Promise<void> {
  const groups = groupChanges(changes, target.now);
  for (let from = 0; from < groups.length; from += CHUNK) {
    const chunk = groups.slice(from, from + CHUNK);
    const key = [
      target.modelId,
      target.generation,
      chunk.map(({ resolution }) => resolution),
      chunk.map(({ versionId }) => versionId),
      chunk.map(({ slice }) => slice),
      chunk.map(({ start }) => new Date(start)),
    ];
    const { rows } = await client.query<{ n: string; payload: Buffer }>(SELECT_ROWS, key);
    const before = new Map(rows.map(({ n, payload }) => [Number(n) - 1, payload]));
    // Packed at once: unpacked, a profile of many classes takes some megabytes.
    const merged = chunk.map((group, i) => {
      const profile = countGroup(spec, group, before.get(i));
      return { predictions: profile.predictions, labelled: profile.labelled, payload: encodePerformance(profile) };
    });
    await client.query(UPSERT_ROWS(chunk.length), [
      ...key,
      merged.map(({ predictions }) => predictions),
      merged.map(({ labelled }) => labelled),
      ...merged.map(({ payload }) => Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)),
    ]);
  }
}

function countGroup(spec: PerformanceSpec, { changes }: Group, stored: Buffer | undefined): PerformanceProfile {
  const counter = createPerformanceCounter(spec);
  for (const { before, after } of changes) {
    if (before) counter.remove(before);
    counter.add(after);
  }
  const profile = counter.profile();
  if (stored) mergePerformanceInto(profile, decodePerformance(stored));
  return profile;
}

function groupChanges(changes: readonly Change[], now: number): Group[] {
  const groups = new Map<string, Group>();
  for (const change of changes) {
    for (const { resolution, start } of bucketsToWrite(change.ts, now)) {
      for (const slice of ["", ...change.slices]) {
        const key = `${resolution} ${start} ${change.versionId} ${slice}`;
        const group = groups.get(key);
        if (group) group.changes.push(change);
        else groups.set(key, { resolution, start, versionId: change.versionId, slice, changes: [change] });
      }
    }
  }
  return [...groups.values()];
}
