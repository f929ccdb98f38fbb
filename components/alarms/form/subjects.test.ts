import { describe, expect, it } from "vitest";
import { alarmMetricSchema, comparisonSchema } from "#core/contracts/alarm-rules.ts";
import type { Column, ModelDetail } from "#core/contracts/models.ts";
import { columnsFor, conditionFor, lacks, metricFor, nameFor, SUBJECTS, subjectOf } from "./subjects.ts";
import { comparisonFor, lookBackFor, toKind } from "./usual-comparison.ts";

const column = (name: string, role: Column["role"], kind: Column["kind"]): Column => ({
  name,
  role,
  kind,
  kind_is_set: false,
  unit: null,
  derived_from: null,
  ignored: false,
  binning: null,
});
const performance = { metric: "accuracy" as const, value: 0.8, lower: 0.7, upper: 0.9, reference: 0.96, worse: true };
const model = {
  columns: [
    column("service.latency_ms", "service", "numeric"),
    column("service.error", "service", "boolean"),
    column("age", "input", "numeric"),
    column("job", "input", "categorical"),
    column("message", "input", "text"),
  ],
  reference: null,
  performance_task: null,
  health: { performance } as ModelDetail["health"],
};

describe("what can be watched", () => {
  it.each(SUBJECTS.map(({ id }) => id))("%s makes a valid condition that is found again under its name", (subject) => {
    const name = { latency: "service.latency_ms", errors: "service.error" }[subject as string] ?? "age";
    const condition = conditionFor(subject, name, model, "1d");
    expect(alarmMetricSchema.parse(condition.metric)).toEqual(condition.metric);
    expect(comparisonSchema.parse(condition.is)).toEqual(condition.is);
    expect(subjectOf(condition.metric)).toBe(subject);
    expect(nameFor(condition)).not.toBe("");
  });
  it("offers the columns that fit, inputs first, and says what is lacking", () => {
    expect(columnsFor("column_drift", model).map(({ name }) => name)).toEqual(["age", "job", "service.latency_ms", "service.error"]);
    expect(columnsFor("category", model).map(({ name }) => name)).toEqual(["job", "service.error"]);
    expect(columnsFor("volume", model)).toEqual([]);
    expect(lacks("any_drift", model)).toBe("needs a reference");
    expect(lacks("click_through", model)).toBe("needs feedback");
    expect(lacks("latency", { ...model, columns: [] })).toContain("service.latency_ms");
    expect(lacks("latency", model)).toBeNull();
  });
  it("holds performance against the reference where it is known, and against last week where not", () => {
    expect(conditionFor("performance", "", model, "1d").is).toMatchObject({ kind: "below", threshold: 0.91 });
    expect(comparisonFor({ kind: "performance", metric: "mae", of: "realised" }, "1d", 10)).toMatchObject({ kind: "above", threshold: 12 });
    expect(comparisonFor({ kind: "performance", metric: "auc", of: "realised" }, "1d")).toMatchObject({
      kind: "change",
      direction: "below",
    });
  });
});

it.each([
  ["1h", "8w"],
  ["1d", "8w"],
  ["7d", "12w"],
  ["4w", "52w"],
  ["8w", "104w"],
  ["20w", "260w"],
])("what is usual for windows of %s is known from the last %s: a dozen of them", (window, back) => expect(lookBackFor(window)).toBe(back));

describe("another kind of comparison", () => {
  const metric = metricFor("number", "age", model);
  const seen = Array.from({ length: 101 }, (_, i) => i);
  it("begins at the edge of what has been seen", () => {
    expect(toKind("above", metric, comparisonFor(metric, "1d"), "1d", seen)).toMatchObject({ kind: "above", threshold: 98 });
    expect(toKind("below", metric, comparisonFor(metric, "1d"), "1d", seen)).toMatchObject({ kind: "below", threshold: 2 });
    expect(toKind("outside", metric, comparisonFor(metric, "1d"), "1d", seen)).toEqual({ kind: "outside", lower: 2, upper: 98 });
  });
  it("keeps the threshold between above and below, and makes a band even of one value", () => {
    expect(toKind("below", metric, { kind: "above", threshold: 7, critical: 9, clear: 5 }, "1d", seen)).toMatchObject({
      threshold: 7,
      clear: null,
    });
    const flat = toKind("outside", metric, comparisonFor(metric, "1d"), "1d", [0, 0]);
    expect(flat.kind === "outside" && flat.lower < flat.upper).toBe(true);
  });
});
