import { expect, it } from "vitest";
import { binarySpec, buildRegressionSpec, rankingSpec } from "#core/performance/spec.ts";
import type { Outcome } from "#core/performance/types.ts";
import { inLabelOrder, type LabelledOutcome, labelledBy } from "./labelled.ts";
import type { HeldLabel } from "./stored.ts";

const TS = 1_000_000;
const label = (fields: Partial<HeldLabel> = {}): HeldLabel => ({
  receivedAt: 9_000_000,
  segmentId: 1n,
  row: 0,
  ts: 2_000_000,
  inline: false,
  correction: false,
  value: "yes",
  ...fields,
});
const change = (before: Outcome | null, after: Outcome) => ({ ts: TS, versionId: 7, slices: [], before, after });
const BINARY = binarySpec("no", "yes");

it("answers predictions that had no usable label and have one now, with when it came", () => {
  const [open, known] = [{ prediction: "yes" }, { prediction: "yes", label: "yes" }];
  expect(labelledBy(BINARY, change(open, known), label())).toMatchObject({
    ts: TS,
    versionId: 7,
    labelledAt: 2_000_000,
    before: open,
    after: known,
  });
  expect(labelledBy(BINARY, change(null, known), label())).toMatchObject({ before: null });
  // A label that carries its prediction's time came when it was received.
  expect(labelledBy(BINARY, change(open, known), label({ ts: TS }))).toMatchObject({ labelledAt: 9_000_000 });
  expect(labelledBy(BINARY, change(known, { ...known, label: "no" }), label({ correction: true }))).toBeNull();
  expect(labelledBy(BINARY, change(known, open), label({ value: null, correction: true }))).toBeNull();
  expect(labelledBy(BINARY, change(null, open), null)).toBeNull();
});

it("knows what each task can use", () => {
  const found = (spec: Parameters<typeof labelledBy>[0], after: Outcome) => labelledBy(spec, change(null, after), label()) !== null;
  const regression = buildRegressionSpec([1, 2, 3], [1, 2, 4]);
  expect([1.5, "1.5", Number.NaN, true].map((value) => found(regression, { prediction: 1, label: value }))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(["a", 3, true, Number.NaN, null].map((value) => found(BINARY, { prediction: "yes", label: value }))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect([1, 0, 1.5, null].map((rank) => found(rankingSpec(), { rank, label: 1 }))).toEqual([true, false, false, true]);
});

it("sorts by receipt, then segment as a number, then row", () => {
  const made = (receivedAt: number, segmentId: bigint, row: number, ts = TS): LabelledOutcome => ({
    ts,
    versionId: 1,
    labelledAt: 0,
    before: null,
    after: {},
    order: { receivedAt, segmentId, row },
  });
  const sorted = [made(1, 5n, 3), made(2, 9n, 1), made(2, 10n, 0), made(2, 10n, 4, TS), made(2, 10n, 4, TS + 1), made(3, 1n, 0)];
  expect(inLabelOrder([sorted[3]!, sorted[5]!, sorted[4]!, sorted[1]!, sorted[2]!, sorted[0]!])).toEqual(sorted);
});
