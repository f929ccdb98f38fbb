import { describe, expect, it } from "vitest";
import { alarmMetricSchema, comparisonSchema } from "#core/contracts/alarms.ts";
import type { Column, ModelDetail } from "#core/contracts/models.ts";
import { columnsFor, conditionFor, lacks, metricFor, nameFor, SUBJECTS, subjectOf } from "./subjects.ts";
import { comparisonFor, toKind } from "./usual-comparison.ts";

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
    const condition = conditionFor(subject, name, model);
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
    expect(conditionFor("performance", "", model).is).toMatchObject({ kind: "below", threshold: 0.91 });
    expect(comparisonFor({ kind: "performance", metric: "mae", of: "realised" }, 10)).toMatchObject({ kind: "above", threshold: 12 });
    expect(comparisonFor({ kind: "performance", metric: "auc", of: "realised" })).toMatchObject({ kind: "change", direction: "below" });
  });
});

describe("another kind of comparison", () => {
  const metric = metricFor("number", "age", model);
  const seen = Array.from({ length: 101 }, (_, i) => i);
  it("begins at the edge of what has been seen", () => {
    expect(toKind("above", metric, comparisonFor(metric), seen)).toMatchObject({ kind: "above", threshold: 98 });
    expect(toKind("below", metric, comparisonFor(metric), seen)).toMatchObject({ kind: "below", threshold: 2 });
    expect(toKind("outside", metric, comparisonFor(metric), seen)).toEqual({ kind: "outside", lower: 2, upper: 98 });
  });
  it("keeps the threshold between above and below, and makes a band even of one value", () => {
    expect(toKind("below", metric, { kind: "above", threshold: 7, critical: 9, clear: 5 }, seen)).toMatchObject({
      threshold: 7,
      clear: null,
    });
    const flat = toKind("outside", metric, comparisonFor(metric), [0, 0]);
    expect(flat.kind === "outside" && flat.lower < flat.upper).toBe(true);
  });
});
