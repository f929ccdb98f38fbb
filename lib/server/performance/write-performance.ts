import type { PoolClient } from "pg";
import type { PerformanceSpec } from "#core/performance/types.ts";
import { createPerformanceUpdater, type OutcomeChange, type UpdatedPerformance } from "#core/performance/update-packed.ts";
import { bucketsToWrite, RESOLUTIONS } from "#core/profiles/buckets.ts";
import { int8Array, textArray } from "../ingest/pg-arrays.ts";
import type { Breathe } from "../rollup/breathe.ts";
import type { Target } from "./join.ts";
import { SELECT_ROWS, UPSERT_ROWS } from "./sql/performance.sql.ts";

/** What changes for one prediction: it is counted anew (`before` null), or as something else. */
export interface Change extends OutcomeChange {
  ts: number;
  versionId: number;
  slices: readonly string[];
}

interface Group {
  resolution: number;
  start: number;
  versionId: number;
  slice: string;
  changes: Change[];
}

/** Changes looked at between two breaths. */
const STEP = 1_000;
/** Rows read and written at once. */
const CHUNK = 100;

/**
 * Adds changes to the performance profiles of the buckets of their predictions, at every resolution that is read at `now`. The client
 * holds the lock on the generation's profiles.
 */
export async function writeChanges(
  client: PoolClient,
  target: Omit<Target, "breathe"> & Partial<Target>,
  spec: PerformanceSpec,
  changes: readonly Change[],
): Promise<void> {
  const groups = await groupChanges(changes, target);
  const update = createPerformanceUpdater(spec);
  const read = async (from: number) => {
    const chunk = groups.slice(from, from + CHUNK);
    const key = keyOf(target, chunk);
    const { rows } = await client.query<{ n: string; payload: Buffer }>(SELECT_ROWS, key);
    return { chunk, key, before: new Map(rows.map(({ n, payload }) => [Number(n) - 1, payload])) };
  };
  const count = ({ chunk, key, before }: Awaited<ReturnType<typeof read>>) => ({
    key,
    updated: chunk.map((group, i) => update(before.get(i) ?? null, group.changes)),
  });
  let counted = groups.length > 0 ? count(await read(0)) : null;
  for (let from = CHUNK; counted; from += CHUNK) {
    await target.breathe?.();
    const next = from < groups.length ? await read(from) : null;
    const writing = write(client, counted);
    // The next ones are counted while the data base writes these.
    counted = next && count(next);
    await writing;
  }
}

function keyOf({ modelId, generation }: { modelId: number; generation: number }, groups: readonly Group[]): unknown[] {
  return [
    modelId,
    generation,
    int8Array(groups.map(({ resolution }) => resolution)),
    int8Array(groups.map(({ versionId }) => versionId)),
    groups.map(({ slice }) => slice),
    textArray(groups.map(({ start }) => new Date(start).toISOString())),
  ];
}

function write(client: PoolClient, { key, updated }: { key: unknown[]; updated: readonly UpdatedPerformance[] }): Promise<unknown> {
  const writing = client.query(UPSERT_ROWS(updated.length), [
    ...key,
    int8Array(updated.map(({ predictions }) => predictions)),
    int8Array(updated.map(({ labelled }) => labelled)),
    ...updated.map(({ payload }) => Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)),
  ]);
  // It is awaited later; counting may throw before.
  writing.catch(() => {});
  return writing;
}

async function groupChanges(changes: readonly Change[], { now, breathe }: { now: number; breathe?: Breathe }): Promise<Group[]> {
  const groups: Group[] = [];
  // By version and slice, then by start, each resolution apart: a key of text for each change and bucket would be most of the work.
  const series = new Map<string, Map<number, Group>[]>();
  for (const [n, change] of changes.entries()) {
    if (n % STEP === 0) await breathe?.();
    const buckets = bucketsToWrite(change.ts, now);
    for (let i = -1; i < change.slices.length; i++) {
      const slice = i < 0 ? "" : change.slices[i]!;
      const name = `${change.versionId} ${slice}`;
      let starts = series.get(name);
      if (!starts) {
        starts = RESOLUTIONS.map(() => new Map());
        series.set(name, starts);
      }
      for (const { resolution, start } of buckets) {
        const group = starts[resolution]!.get(start);
        if (group) {
          group.changes.push(change);
          continue;
        }
        const made = { resolution, start, versionId: change.versionId, slice, changes: [change] };
        starts[resolution]!.set(start, made);
        groups.push(made);
      }
    }
  }
  return groups;
}
