import { expect, test } from "vitest";
import type { PerformanceAnswer, PerformanceMetric } from "#core/contracts/performance.ts";
import { preparePerformance } from "./prepare-performance.ts";

const day = (i: number) => `2026-11-${String(i).padStart(2, "0")}T00:00:00.000Z`;
const window = { from: day(1), to: day(5), requested_from: day(1), requested_to: day(5) };

function metric(value: number | null, spread: number | null = 0.01): PerformanceMetric {
  const has = value !== null && spread !== null;
  return {
    id: "accuracy",
    value,
    n: 100,
    lower: has ? value - spread : null,
    upper: has ? value + spread : null,
    band: has ? "wilson" : null,
    certified_lower: value,
    certified_upper: value,
    better: "higher",
    reason: value === null ? "No labelled prediction yet" : null,
  };
}

function step(
  i: number,
  predictions: number,
  realised: PerformanceMetric[],
  estimated: PerformanceMetric[] = [],
): PerformanceAnswer["steps"][number] {
  const share = predictions === 0 ? null : 0.4;
  return {
    time: day(i),
    time_end: day(i + 1),
    predictions,
    labelled: predictions * 0.4,
    share,
    lower: null,
    upper: null,
    provisional: true,
    metrics: realised,
    estimated,
  };
}

test("a step without predictions is a gap; one without labels only breaks the line, and keeps its estimate", () => {
  const steps = [step(1, 100, [metric(0.9)]), step(2, 0, []), step(3, 0, []), step(4, 100, [metric(null)], [metric(0.85)])];
  const prepared = preparePerformance({ steps, window }, "accuracy", null);
  expect(prepared.gaps).toEqual([{ from: Date.parse(day(2)), to: Date.parse(day(4)) }]);
  expect(prepared.points.map(({ value }) => value)).toEqual([0.9, null, null, null]);
  expect(prepared.points[3]).toMatchObject({ estimate: 0.85, reason: "No labelled prediction yet" });
  expect(prepared.hasEstimate).toBe(true);
  expect(prepared.hasProvisional).toBe(true);
});

test("the axis covers values and the reference, and no band presses them flat", () => {
  const steps = [step(1, 100, [metric(0.9)]), step(2, 100, [metric(0.8, 0.7)])];
  const { y } = preparePerformance({ steps, window }, "accuracy", 0.95);
  expect(y.max).toBeGreaterThanOrEqual(0.95);
  expect(y.min).toBeLessThanOrEqual(0.8);
  expect(y.min).toBeGreaterThan(0.4);
});

test("the axis of shares ends at 100%", () => {
  const steps = [step(1, 100, [metric(1)]), step(2, 100, [metric(0.4)])];
  const { y } = preparePerformance({ steps, window }, "accuracy", 0.957, [0, 1]);
  expect(y.max).toBe(1);
  expect(y.ticks).toEqual([...new Set(y.ticks)].sort((a, b) => a - b));
  expect(y.min).toBeGreaterThanOrEqual(0);
});

test("another metric than the steps have is no value", () => {
  const prepared = preparePerformance({ steps: [step(1, 100, [metric(0.9)])], window }, "auc", null);
  expect(prepared.points[0]?.value).toBeNull();
});
