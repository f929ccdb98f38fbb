import { expect, test } from "vitest";
import { binarySpec, multiclassSpec, rankingSpec } from "#core/performance/spec.ts";
import { type HeldLabel, holds, observedOf, outcomeOf } from "./stored.ts";

const label = (change: Partial<HeldLabel> = {}): HeldLabel => ({
  receivedAt: 1_000,
  segmentId: 5n,
  row: 3,
  ts: 900,
  inline: false,
  correction: false,
  value: "yes",
  ...change,
});

test("the first label holds, of corrections the last, and a correction before any other, whichever is counted first", () => {
  const cases: [HeldLabel, HeldLabel][] = [
    [label(), label({ receivedAt: 1_001, segmentId: 1n })],
    [label(), label({ segmentId: 6n, row: 0 })],
    [label(), label({ row: 4 })],
    [label({ receivedAt: 9_000, correction: true }), label()],
    [label({ receivedAt: 100, correction: true }), label()],
    [label({ receivedAt: 1_001, correction: true }), label({ correction: true })],
    [label({ row: 4, correction: true, value: null }), label({ correction: true })],
  ];
  for (const [winner, loser] of cases) {
    expect(holds(winner, loser)).toBe(winner);
    expect(holds(loser, winner)).toBe(winner);
  }
  expect(holds(label(), label())).toEqual(label());
});

test("the delay is the label's time, or its arrival when it carries the prediction's time", () => {
  const delay = (change: Partial<HeldLabel>) => outcomeOf(binarySpec("no", "yes"), 500, { p: "yes" }, label(change)).delayMs;
  expect(delay({})).toBe(400);
  expect(delay({ ts: 500 })).toBe(500);
  expect(delay({ ts: 500, inline: true })).toBe(0);
  expect(delay({ ts: 500, receivedAt: 100 })).toBe(0);
});

test("scores by class come in the spec's order; one of two says the other; a number may be a probability", () => {
  const binary = binarySpec("no", "yes");
  expect(outcomeOf(binary, 0, { p: "yes", m: { no: 0.25 } }, null).scores).toEqual([0.25, 0.75]);
  expect(outcomeOf(binary, 0, { p: 0.7 }, null)).toMatchObject({ prediction: "yes", score: 0.7 });
  expect(outcomeOf(binary, 0, { p: 0.2, s: 0.9 }, null)).toMatchObject({ prediction: "no", score: 0.9 });
  expect(outcomeOf(multiclassSpec(["b", "a", "c"]), 0, { p: "a", m: { a: 0.6, b: 0.4, zz: 0.1 } }, null).scores).toEqual([0.4, 0.6, null]);
  expect(outcomeOf(binary, 0, { p: "yes", m: { constructor: 1 } }, null).scores).toBeUndefined();
});

test("a ranking's label is the rank of the relevant item; 0 or false: it was not in the list", () => {
  const rank = (value: HeldLabel["value"]) => outcomeOf(rankingSpec(), 0, {}, label({ value })).rank;
  expect([rank(2), rank(0), rank(false)]).toEqual([2, null, null]);
  // Nobody has said so yet, or what was said is no rank.
  expect(outcomeOf(rankingSpec(), 0, {}, label({ value: null }))).toEqual({});
  expect(outcomeOf(rankingSpec(), 0, { p: "a" }, null)).toEqual({ prediction: "a" });
  for (const value of ["none", true, { invalid: true }] as const) expect(rank(value)).toBeNaN();
});

test("what is no scalar is there, and of no use; a label taken back is none", () => {
  expect(outcomeOf(binarySpec("no", "yes"), 0, { p: "yes" }, label({ value: { invalid: true } })).label).toBeNaN();
  expect(outcomeOf(binarySpec("no", "yes"), 0, { p: "yes" }, label({ value: null }))).not.toHaveProperty("label");
  expect(observedOf({ p: 1, s: 0.3 }, null)).toEqual({ prediction: 1, label: undefined, scored: true, score: 0.3 });
});
