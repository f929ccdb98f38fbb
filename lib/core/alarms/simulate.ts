import type { AlarmStatus, RuleDefinition, Severity } from "../contracts/alarm-rules.ts";
import type { PreviewAnswer, ReadingColumns } from "../contracts/alarms.ts";
import { chiSquaredUpperQuantile } from "../statistics/distributions/chi-squared.ts";
import { limitsOf } from "./condition.ts";
import { conditionsOf } from "./expression.ts";
import { columnsOf, evaluator, frameOf, readingAt } from "./frames.ts";
import { advance, type Timing, timingOf } from "./machine.ts";
import type { Labels } from "./series.ts";
import type { SeriesState } from "./types.ts";

/** A month of 30 days. */
const MONTH_DAYS = 30;

export interface SimulatedFiring {
  /** Slots, ms since the epoch; `to` null: it was still firing at the last one. */
  from: number;
  to: number | null;
  /** The value of the condition that made it fire, in the slot in which it was farthest beyond its limit. Null where data that were missing made it fire. */
  worst: number | null;
  severity: Severity;
}

export interface SimulatedSeries {
  /** '' or e.g. `column=age` */
  series: string;
  labels: Labels;
  /** By slot. */
  statuses: AlarmStatus[];
  firings: SimulatedFiring[];
}

export interface Simulation {
  series: SimulatedSeries[];
  /** Of all series. */
  firings: number;
  /** In 30 days; null when nothing is covered. */
  perMonth: number | null;
  /** How often it would fire on the same records in shuffled order, in which nothing drifts. Null: shuffling says nothing of this rule. */
  shuffled: ShuffledRate | null;
  /** Days in which there was anything to read. */
  coveredDays: number;
}

export interface ShuffledRate {
  perMonth: number;
  /** 95 % interval of the rate from all runs together, as of a Poisson count (exact: Garwood 1936). */
  low: number;
  high: number;
  runs: number;
  /** Share of looks, of those that had anything to read, in which it would be firing: of the series in which it is most. One that never stops fires but once. */
  firingShare: number;
}

/**
 * What a rule would have done over the slots of a preview: the code that evaluates it, over readings that were worked out before. Only
 * thresholds, timing, `min_records` and what it does without data may differ from the definition that the preview was asked for. Fast enough to be
 * called while a threshold is dragged.
 */
export function simulate(definition: RuleDefinition, preview: PreviewAnswer): Simulation {
  const { slots, series, coveredDays } = frameOf(preview);
  const timing = timingOf(definition);
  const simulated = series.map((joined): SimulatedSeries => {
    const columns = columnsOf(preview, joined, null);
    return { series: joined.series, labels: joined.labels, ...runSeries(definition, timing, slots, columns) };
  });
  const firings = simulated.reduce((sum, one) => sum + one.firings.length, 0);
  return {
    series: simulated,
    firings,
    perMonth: coveredDays > 0 ? (firings / coveredDays) * MONTH_DAYS : null,
    shuffled: simulateShuffled(definition, preview),
    coveredDays,
  };
}

/** The part of `simulate` about shuffled records. */
export function simulateShuffled(definition: RuleDefinition, preview: PreviewAnswer): ShuffledRate | null {
  const { slots, series, runs, coveredDays } = frameOf(preview);
  if (runs === 0 || coveredDays === 0) return null;
  const timing = timingOf(definition);
  let fired = 0;
  let firingShare = 0;
  for (const joined of series) {
    const total: FiringCounts = { firings: 0, firing: 0, seen: 0 };
    for (let run = 0; run < runs; run++) countFirings(definition, timing, slots, columnsOf(preview, joined, run), total);
    fired += total.firings;
    firingShare = Math.max(firingShare, total.firing / Math.max(1, total.seen));
  }
  const months = (coveredDays * runs) / MONTH_DAYS;
  return {
    perMonth: fired / months,
    low: fired === 0 ? 0 : chiSquaredUpperQuantile(0.975, 2 * fired) / 2 / months,
    high: chiSquaredUpperQuantile(0.025, 2 * fired + 2) / 2 / months,
    runs,
    firingShare,
  };
}

interface FiringCounts {
  firings: number;
  /** Slots in which it is firing, of those `seen`, which had anything to read. */
  firing: number;
  seen: number;
}

/** Adds those of one run to `total`. */
function countFirings(
  definition: RuleDefinition,
  timing: Timing,
  slots: readonly number[],
  columns: readonly (ReadingColumns | null)[],
  total: FiringCounts,
): void {
  const evaluate = evaluator(definition, columns);
  let state: SeriesState | null = null;
  for (let slot = 0; slot < slots.length; slot++) {
    const { finding, severity } = evaluate(slot);
    if (finding !== "no_data") total.seen++;
    // Most slots: nothing goes on and nothing begins, so there is nothing to remember for a count.
    const idle = state === null || (state.firedAt === null && state.breachedSince === null);
    if (idle && (finding === "clear" || finding === "between")) continue;
    const next = advance(timing, state, slots[slot]!, finding, severity);
    if (next.state.firedAt !== null && (state === null || state.firedAt === null)) total.firings++;
    state = next.state;
    if (finding !== "no_data" && state.firedAt !== null) total.firing++;
  }
}

function runSeries(
  definition: RuleDefinition,
  timing: Timing,
  slots: readonly number[],
  columns: readonly (ReadingColumns | null)[],
): Pick<SimulatedSeries, "statuses" | "firings"> {
  const evaluate = evaluator(definition, columns);
  const conditions = conditionsOf(definition.when);
  const statuses: AlarmStatus[] = [];
  const firings: SimulatedFiring[] = [];
  let state: SeriesState | null = null;
  let open: SimulatedFiring | null = null;
  let decided = -1;
  let farthest = Number.NEGATIVE_INFINITY;
  for (let slot = 0; slot < slots.length; slot++) {
    const { finding, severity, condition } = evaluate(slot);
    const next = advance(timing, state, slots[slot]!, finding, severity);
    state = next.state;
    statuses.push(state.status);
    if (open && state.firedAt === null) {
      open.to = slots[slot]!;
      open = null;
    } else if (!open && state.firedAt !== null) {
      open = { from: slots[slot]!, to: null, worst: null, severity };
      decided = condition;
      farthest = Number.NEGATIVE_INFINITY;
      firings.push(open);
    }
    if (!open) continue;
    open.severity = state.severity ?? open.severity;
    const is = conditions[decided]?.is;
    if (!is || finding !== "breached") continue;
    const reading = readingAt(columns[decided] ?? null, slot);
    const limits = limitsOf(is, reading);
    if (reading.value === null || !limits) continue;
    const beyond = Math.max(
      reading.value - (limits.upper ?? Number.POSITIVE_INFINITY),
      (limits.lower ?? Number.NEGATIVE_INFINITY) - reading.value,
    );
    if (beyond <= farthest) continue;
    farthest = beyond;
    open.worst = reading.value;
  }
  return { statuses, firings };
}
