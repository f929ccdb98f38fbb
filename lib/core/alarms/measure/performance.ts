import type { AlarmMetric, Reading } from "../../contracts/alarm-rules.ts";
import { coverageOf, delayQuantile } from "../../performance/coverage.ts";
import type { Estimate } from "../../performance/estimate/estimate.ts";
import { metricsOf } from "../../performance/metrics/all.ts";
import type { ValueMatrix } from "../../performance/metrics/business-value.ts";
import type { MetricResult } from "../../performance/metrics/result.ts";
import type { PerformanceProfile, PerformanceSpec } from "../../performance/types.ts";
import { differenceP, measured, standardError, unmeasured } from "./reading.ts";

type PerformanceMetric = Extract<AlarmMetric, { kind: "performance" }>;

export interface PerformanceSides {
  spec: PerformanceSpec;
  current: PerformanceProfile;
  /** Null: there is no reference, or its predictions have no labels. */
  reference: PerformanceProfile | null;
  values?: ValueMatrix | undefined;
  /** Estimates from the reference; null: as `reference`. Made once for many windows, it is the larger part of the work. */
  estimate: ((current: PerformanceProfile) => Estimate | null) | null;
}

/**
 * A performance metric over a window: realised from its labels, estimated without them, or the shortfall (estimated minus realised, of the
 * labelled predictions' own window). n = predictions it rests on. With its 95 % band, and the p of the difference to the reference (of the
 * shortfall: to 0) from the bands. `no_data` without predictions, `not_enough_data` without labels, `error` when the task has no such metric.
 */
export function performanceReading(metric: PerformanceMetric, { spec, current, reference, values, estimate }: PerformanceSides): Reading {
  if (current.predictions === 0) return unmeasured("no_data", "There are no predictions in the window.");
  const of = (profile: PerformanceProfile) =>
    metricsOf(profile, spec, { only: [metric.metric], ...(values ? { values } : {}) }).find(({ id }) => id === metric.metric) ?? null;
  const realised = metric.of === "estimated" ? null : of(current);
  const estimated =
    metric.of === "realised" || !estimate ? null : (estimate(current)?.metrics.find(({ id }) => id === metric.metric) ?? null);
  if (metric.of !== "estimated" && !realised) return unmeasured("error", "The model's task has no such metric.");
  if (metric.of !== "realised" && !estimate) return unmeasured("error", "An estimate needs a reference whose predictions have labels.");
  const needed = [metric.of === "estimated" ? [] : [realised], metric.of === "realised" ? [] : [estimated]].flat();
  const absent = needed.find((result) => result?.value == null);
  if (absent !== undefined)
    return unmeasured("not_enough_data", sentence(absent?.reason ?? "The window does not give this metric"), current.labelled);
  if (metric.of === "shortfall") {
    const [a, b] = [withError(estimated!), withError(realised!)];
    const value = a.value - b.value;
    const error = a.error === null || b.error === null ? null : Math.hypot(a.error, b.error);
    const band = error === null ? {} : { lower: value - 1.959963984540054 * error, upper: value + 1.959963984540054 * error };
    return measured(value, Math.round(realised!.n), { ...band, p: differenceP(value, error, 0, error === null ? null : 0) });
  }
  const result = (metric.of === "estimated" ? estimated : realised)!;
  const before = reference && reference.labelled > 0 ? of(reference) : null;
  const { value, error } = withError(result);
  const p = before?.value == null ? null : differenceP(value, error, before.value, withError(before).error);
  return measured(value, Math.round(result.n), { lower: result.band?.lower ?? null, upper: result.band?.upper ?? null, p });
}

/** Share of the window's predictions that have their label, 0..1, with Wilson's interval. */
export function coverageReading(current: PerformanceProfile): Reading {
  const { share, predictions, band } = coverageOf(current);
  if (share === null) return unmeasured("no_data", "There are no predictions in the window.");
  return measured(share, predictions, { lower: band?.lower ?? null, upper: band?.upper ?? null });
}

/** A quantile of the label delay in seconds, over the labels that have come; two years when it lies beyond. */
export function delayReading(current: PerformanceProfile, quantile: "p50" | "p90"): Reading {
  if (current.predictions === 0) return unmeasured("no_data", "There are no predictions in the window.");
  const seconds = delayQuantile(current, quantile === "p50" ? 0.5 : 0.9);
  if (seconds === null) return unmeasured("not_enough_data", "No label of the window has a known delay.", current.labelled);
  return measured(Math.min(seconds, 2 ** 26), current.labelled);
}

function sentence(words: string): string {
  return words.endsWith(".") ? words : `${words}.`;
}

function withError(result: MetricResult): { value: number; error: number | null } {
  const band = result.band;
  return { value: result.value as number, error: band ? standardError(band) : null };
}
