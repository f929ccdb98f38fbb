import type { AlarmComparison, AlarmCondition, Reading, RuleDefinition } from "../contracts/alarm-rules.ts";
import { ALARM_ALPHA, type EvidenceKind, evidenceOf, needsRecords, STRETCH } from "./evidence.ts";
import type { Found } from "./expression.ts";

export type ConditionRule = Pick<RuleDefinition, "min_records" | "severity">;

/** What a comparison allows, in the metric's unit: beyond `upper` or below `lower` is beyond the threshold; null: no limit on that side. */
export interface Limits {
  lower: number | null;
  upper: number | null;
}

/**
 * What a condition comes to for one reading.
 *
 * Not `ok`: that is the finding. No value: no_data. NaN, or fewer than `min_records` (metrics that rest on a sample): not_enough_data.
 * Beyond a limit (never at it) with evidence, or with evidence "off": breached. Beyond it without evidence: between, so that nothing begins to
 * fire by chance, and what fires is not over because a window is small. Within, but not back at the clear threshold: between. Else clear.
 *
 * Evidence, by the comparison and the metric (`evidenceOf`):
 * - above, below, outside: p at ALARM_ALPHA, where the comparison leads away from "no drift" (p does not speak of "PSI below 0.1"); or the 95 % interval,
 *   stretched to ALARM_ALPHA, beyond the limit as a whole. A metric that must have one and has none: not_enough_data.
 * - change: p of the difference between the two windows, at ALARM_ALPHA. What is sampled and has no p: not_enough_data.
 * - history: the band is the evidence; what chance does to windows is in it.
 * Without a base (the earlier window was empty) there is nothing to hold it against: not_enough_data.
 *
 * Severity: critical beyond `critical`, else the rule's.
 */
export function findCondition(condition: AlarmCondition, reading: Reading, rule: ConditionRule): Found {
  if (reading.state !== "ok") return { finding: reading.state, severity: rule.severity };
  const { value, n } = reading;
  if (value === null) return { finding: "no_data", severity: rule.severity };
  // Nothing compares with it, and so it would end whatever fires.
  if (Number.isNaN(value)) return { finding: "not_enough_data", severity: rule.severity };
  if (n < rule.min_records && needsRecords(condition.metric)) return { finding: "not_enough_data", severity: rule.severity };
  const limits = limitsOf(condition.is, reading);
  if (!limits) return { finding: "not_enough_data", severity: rule.severity };
  const above = limits.upper !== null && value > limits.upper;
  const below = limits.lower !== null && value < limits.lower;
  if (!above && !below) return { finding: isClear(condition.is, value) ? "clear" : "between", severity: rule.severity };
  const shown = condition.evidence === "off" ? "shown" : evidenceFor(condition, reading, limits, above);
  if (shown === "unknown") return { finding: "not_enough_data", severity: rule.severity };
  if (shown === "chance") return { finding: "between", severity: rule.severity };
  return { finding: "breached", severity: isCritical(condition.is, value) ? "critical" : rule.severity };
}

/** The limits of a comparison for a reading; null where it has nothing to be held against. */
export function limitsOf(is: AlarmComparison, reading: Pick<Reading, "base" | "base_width">): Limits | null {
  switch (is.kind) {
    case "above":
      return { lower: null, upper: is.threshold };
    case "below":
      return { lower: is.threshold, upper: null };
    case "outside":
      return { lower: is.lower, upper: is.upper };
    case "change": {
      if (reading.base === null || !Number.isFinite(reading.base)) return null;
      return around(is.direction, reading.base, is.relative ? is.threshold * Math.abs(reading.base) : is.threshold);
    }
    case "history":
      if (reading.base === null || reading.base_width === null || !Number.isFinite(reading.base + reading.base_width)) return null;
      return around(is.direction, reading.base, is.width * reading.base_width);
  }
}

function around(direction: "above" | "below" | "either", base: number, half: number): Limits {
  return { lower: direction === "above" ? null : base - half, upper: direction === "below" ? null : base + half };
}

function isClear(is: AlarmComparison, value: number): boolean {
  if (is.kind === "above") return value <= (is.clear ?? is.threshold);
  if (is.kind === "below") return value >= (is.clear ?? is.threshold);
  return true;
}

function isCritical(is: AlarmComparison, value: number): boolean {
  if (is.kind === "above") return is.critical !== null && value > is.critical;
  if (is.kind === "below") return is.critical !== null && value < is.critical;
  return false;
}

type Shown = "shown" | "chance" | "unknown";

function evidenceFor({ metric, is }: AlarmCondition, reading: Reading, limits: Limits, above: boolean): Shown {
  const kind: EvidenceKind = evidenceOf(metric);
  if (kind === "none" || is.kind === "history") return "shown";
  if (is.kind === "change") return byP(reading.p, kind === "interval_if_any" ? "shown" : "unknown");
  const limit = above ? limits.upper! : limits.lower!;
  if (kind === "p") {
    // Without drift the effect is 0, so p says that it is not; of a low one, or of one that may not be 0, it says nothing.
    return above && limit >= 0 ? byP(reading.p, "unknown") : "shown";
  }
  const { value, lower, upper } = reading;
  if (lower === null || upper === null) return kind === "interval" ? "unknown" : "shown";
  const end = above ? value! - (value! - lower) * STRETCH : value! + (upper - value!) * STRETCH;
  return (above ? end > limit : end < limit) ? "shown" : "chance";
}

function byP(p: number | null, without: Shown): Shown {
  return p === null ? without : p <= ALARM_ALPHA ? "shown" : "chance";
}

/**
 * The number of a condition that a person turns: the threshold (above, below, change), the half width of the band (outside), the width in
 * robust standard deviations (history).
 */
export function thresholdOf(condition: AlarmCondition): number {
  const { is } = condition;
  if (is.kind === "outside") return (is.upper - is.lower) / 2;
  return is.kind === "history" ? is.width : is.threshold;
}

/** Whether more of `thresholdOf` makes fewer alarms: everywhere but with `below`. */
export function higherIsStricter(condition: AlarmCondition): boolean {
  return condition.is.kind !== "below";
}
