import type { BucketSpan } from "#core/alarms/shuffle/windows.ts";
import { windowOf } from "#core/alarms/slots.ts";
import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";
import { BUCKET_MS, type Resolution } from "#core/profiles/buckets.ts";
import { parseDuration } from "#core/time/relative.ts";
import type { ReadingSource, TimeWindow } from "../readings/source.ts";

export interface ShuffleRequest {
  source: ReadingSource;
  rule: RuleDefinition;
  slots: readonly number[];
  resolution: Resolution;
  runs: number;
  seed: number;
  /** Lets other work of the process go on. */
  breathe: () => Promise<void>;
}

/** The buckets that the windows of a back-test are made of. */
interface BucketPlan {
  /** By slot. */
  windows: TimeWindow[];
  spans: BucketSpan[];
  /** In the order of time, without a gap. */
  buckets: TimeWindow[];
  /** Where other windows lie, as far as there are buckets. */
  spanOf(window: TimeWindow): BucketSpan;
}

/** `also`: windows that must be covered too, such as references that slide. */
export function bucketPlan({ rule, slots, resolution }: ShuffleRequest, also: readonly TimeWindow[] = []): BucketPlan {
  const length = BUCKET_MS[resolution];
  const windows = slots.map((slotAt) => windowOf(rule, slotAt));
  const from = Math.floor(Math.min(...[...windows, ...also].map((window) => window.from)) / length) * length;
  const to = Math.ceil(Math.max(...windows.map((window) => window.to)) / length) * length;
  const buckets: TimeWindow[] = [];
  for (let start = from; start < to; start += length) buckets.push({ from: start, to: start + length });
  const spanOf = (window: TimeWindow): BucketSpan => ({
    first: Math.max(0, Math.floor((window.from - from) / length)),
    end: Math.min(buckets.length, Math.ceil((window.to - from) / length)),
  });
  return { windows, spans: windows.map(spanOf), buckets, spanOf };
}

/** Where a reference that moves with the window lies; null: it does not move. */
export function slidingReference({ model }: ReadingSource, window: TimeWindow): TimeWindow | null {
  const { reference } = model;
  if (reference?.kind !== "moving" && reference?.kind !== "previous") return null;
  const ms = parseDuration((reference.spec as { length: string }).length);
  return reference.kind === "moving" ? { from: window.from - ms, to: window.from } : { from: window.from - ms, to: window.to - ms };
}

/** The seed of one shuffle. `of` tells apart what is dealt on its own, such as columns: dealt alike, they would drift together. */
export function seedOfRun({ seed }: ShuffleRequest, run: number, of = 0): number {
  return seed + run + Math.imul(of, 0x9e3779b1);
}
