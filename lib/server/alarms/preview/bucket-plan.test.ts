import { expect, test } from "vitest";
import { ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import { HOUR } from "#core/profiles/buckets.ts";
import type { ReadingSource } from "../readings/source.ts";
import { bucketPlan, type ShuffleRequest, seedOfRun } from "./bucket-plan.ts";

const HOUR_MS = 3_600_000;
const request: ShuffleRequest = {
  source: {} as ReadingSource,
  rule: ruleDefinitionSchema.parse({
    when: { metric: { kind: "performance", metric: "accuracy" }, is: { kind: "below", threshold: 0.8 } },
    window: "3h",
    every: "1h",
    delay: "1h",
  }),
  slots: [10, 11, 13].map((hour) => hour * HOUR_MS),
  resolution: HOUR,
  runs: 2,
  seed: 1,
  breathe: async () => {},
};

test("windows are unions of buckets that follow each other from the first window to the last", () => {
  const { windows, spans, buckets, spanOf } = bucketPlan(request);
  expect(buckets.map(({ from }) => from / HOUR_MS)).toEqual([6, 7, 8, 9, 10, 11]);
  expect(windows[0]).toEqual({ from: 6 * HOUR_MS, to: 9 * HOUR_MS });
  expect(spans).toEqual([
    { first: 0, end: 3 },
    { first: 1, end: 4 },
    { first: 3, end: 6 },
  ]);
  expect(spanOf({ from: 8 * HOUR_MS, to: 99 * HOUR_MS })).toEqual({ first: 2, end: 6 });
});

test("a reference that slides before the first window has buckets, too", () => {
  const plan = bucketPlan(request, [{ from: 4 * HOUR_MS, to: 6 * HOUR_MS }]);
  expect(plan.buckets[0]!.from).toBe(4 * HOUR_MS);
  expect(plan.spans[0]).toEqual({ first: 2, end: 5 });
});

test("no two columns of no two runs are dealt alike: columns that were would drift together", () => {
  const seeds = [0, 1].flatMap((run) => Array.from({ length: 200 }, (_, column) => seedOfRun(request, run, column + 1) >>> 0));
  expect(new Set(seeds).size).toBe(400);
});
