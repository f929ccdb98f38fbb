import type { Reading } from "../../contracts/alarm-rules.ts";
import { type OutputMetricId, type OutputPlan, outputChange, outputMetrics } from "../../performance/output-metrics.ts";
import type { OutputProfile } from "../../performance/output-profile.ts";
import { measured, unmeasured } from "./reading.ts";

/**
 * An output metric over a window, 0..1, with its 95 % band and the p of the difference to the reference, where there is one. `no_data` without
 * predictions, `not_enough_data` without feedback, `error` when the model has no column that it is counted from.
 */
export function outputReading(id: OutputMetricId, plan: OutputPlan, current: OutputProfile, reference: OutputProfile | null): Reading {
  const of = (profile: OutputProfile) => outputMetrics(profile, plan).find((metric) => metric.id === id) ?? null;
  const now = of(current);
  if (!now) return unmeasured("error", "The model has no feedback column for this metric: say in its settings which one it is.");
  if (current.predictions === 0) return unmeasured("no_data", "There are no predictions in the window.");
  if (now.value === null) return unmeasured("not_enough_data", "No feedback has come for the predictions of the window.");
  const before = reference && reference.predictions > 0 ? of(reference) : null;
  const p = before ? (outputChange(before, now)?.p ?? null) : null;
  return measured(now.value, now.n, { lower: now.band?.lower ?? null, upper: now.band?.upper ?? null, p });
}
