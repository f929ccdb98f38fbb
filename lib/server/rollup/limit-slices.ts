import type { PoolClient } from "pg";
import { SAVED_SLICE_TAG } from "#core/slices/saved.ts";
import { restrictSlices } from "./counting/slices.ts";
import type { Prepared } from "./prepare.ts";
import { LOCK_PROFILES, SELECT_SLICES } from "./sql/profiles.sql.ts";

/** Values of one tag that get profiles of their own. A tag that holds ids would otherwise make a row per id and bucket. */
export const MAX_SLICES = 200;

/**
 * Keeps the slices of a generation bounded: the first values of a tag that come are sliced, further ones count in all
 * traffic only. Up to that number nothing is left out, whatever the order. Saved slices are few, and never left out.
 */
export async function limitSlices(client: PoolClient, modelId: number, generation: number, prepared: readonly Prepared[]): Promise<void> {
  const tags = new Map<string, Set<string>>();
  for (const { slices } of prepared) {
    for (const { tag, values } of slices) {
      if (tag === SAVED_SLICE_TAG) continue;
      const seen = tags.get(tag) ?? new Set();
      for (const value of values) seen.add(value);
      tags.set(tag, seen);
    }
  }
  if (tags.size === 0) return;
  const allowed = new Map<string, Set<string>>();
  for (const [tag, seen] of tags) {
    let values = await slicesSoFar(client, modelId, generation, tag);
    if ([...seen].some((value) => !values.has(value))) {
      // New values: one worker after the other decides which of them still have a place.
      await client.query(LOCK_PROFILES, [modelId, generation]);
      values = await slicesSoFar(client, modelId, generation, tag);
      for (const value of seen) if (values.size < MAX_SLICES) values.add(value);
    }
    allowed.set(tag, values);
  }
  for (const segment of prepared)
    segment.slices = restrictSlices(segment.slices, (tag, value) => tag === SAVED_SLICE_TAG || (allowed.get(tag)?.has(value) ?? false));
}

async function slicesSoFar(client: PoolClient, modelId: number, generation: number, tag: string): Promise<Set<string>> {
  const { rows } = await client.query<{ slice: string }>(SELECT_SLICES, [modelId, generation, `${tag}=`]);
  return new Set(rows.map(({ slice }) => slice.slice(tag.length + 1)));
}
