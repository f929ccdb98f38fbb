import { expect, it } from "vitest";
import { newDefinition } from "../form/draft.ts";
import { changesBetween } from "./changes-between.ts";

const rule = (threshold: number, more = {}) => ({
  ...newDefinition({
    metric: { kind: "drift", statistic: "psi", column: "age" },
    is: { kind: "above", threshold, critical: null, clear: null },
    evidence: "required",
  }),
  ...more,
});

it("finds what was changed, what came and what went, and nothing else", () => {
  expect(changesBetween(rule(0.2), rule(0.2))).toEqual([]);
  expect(changesBetween(rule(0.2), rule(0.25))).toEqual([{ path: "when.is.threshold", before: "0.2", after: "0.25" }]);
  expect(changesBetween(rule(0.2, { labels: { a: "1" } }), rule(0.2, { labels: { b: "2" } }))).toEqual([
    { path: "labels.b", before: null, after: '"2"' },
    { path: "labels.a", before: '"1"', after: null },
  ]);
});
