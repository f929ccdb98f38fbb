import type { RuleDefinition } from "../contracts/alarm-rules.ts";
import type { PreviewAnswer } from "../contracts/alarms.ts";
import { higherIsStricter, thresholdOf } from "./condition.ts";
import { conditionsOf } from "./expression.ts";
import { formatNumber } from "./format.ts";
import { frameOf } from "./frames.ts";
import { knobValues } from "./knob.ts";
import { practicalFloor } from "./metrics.ts";
import { roundStrictly } from "./round.ts";
import { simulateShuffled } from "./simulate.ts";
import { withThreshold } from "./with-threshold.ts";

export type Suggestion = SuggestedThreshold | { reason: string };

export interface SuggestedThreshold {
  threshold: number;
  /** False alarms in 30 days on shuffled records at that threshold. */
  perMonth: number;
  /** Upper end of its 95 % interval. */
  perMonthHigh: number;
  sentence: string;
}

/** Looked at in the first pass, from the strictest down. */
const CANDIDATES = 48;
const REFINEMENTS = 8;
/** A rule that fires in more of the looks where nothing drifts is no alarm, however seldom it begins to: a low threshold makes one firing of many. */
const MOST_FIRING = 0.25;

/**
 * The most sensitive threshold of a condition with which the rule fires at most `atMost` times a month on drift-free data, and in at most a quarter of
 * the looks: on the preview's shuffled records, all that is above it included (the number of firings does not fall evenly with the threshold, since a low one merges
 * many into one). Never lower than what matters in practice (`practicalFloor`). Rounded to two digits on the strict side.
 */
export function suggestThreshold(definition: RuleDefinition, preview: PreviewAnswer, atMost: number, conditionIndex = 0): Suggestion {
  const condition = conditionsOf(definition.when)[conditionIndex];
  if (!condition) return { reason: "The rule has no such condition." };
  const { runs, coveredDays } = frameOf(preview);
  if (runs === 0) {
    const why = preview.conditions.find(({ not_shuffled }) => not_shuffled !== null)?.not_shuffled;
    return { reason: why ?? "There are no runs over shuffled records to count false alarms on." };
  }
  if (coveredDays === 0) return { reason: "There are no records in this time to try thresholds on." };
  const strictUp = higherIsStricter(condition);
  const values = knobValues(preview, conditionIndex, condition);
  if (values.length === 0) return { reason: "No slot of the shuffled records has a value: there are too few records in a window." };
  values.sort((a, b) => (strictUp ? b - a : a - b));
  const at = (threshold: number) => simulateShuffled(withThreshold(definition, conditionIndex, threshold), preview)!;
  const isGood = (threshold: number) => {
    const { perMonth, firingShare } = at(threshold);
    return perMonth <= atMost && firingShare <= MOST_FIRING;
  };
  // A little beyond the farthest value nothing fires for its sake; what fires there fires for other conditions' or missing data's.
  const span = Math.abs(values[0]! - values[values.length - 1]!) || Math.abs(values[0]!) || 1;
  let good = values[0]! + (strictUp ? 1 : -1) * span * 0.01;
  if (!isGood(good))
    return { reason: "However far the threshold, it fires more often than that: for other conditions, or for missing data." };
  let bad: number | null = null;
  for (let k = 0; k < CANDIDATES && bad === null; k++) {
    // Denser among the rare values, where the answer mostly is.
    const threshold = values[Math.min(values.length - 1, Math.floor(values.length * (k / CANDIDATES) ** 3))]!;
    if (isGood(threshold)) good = threshold;
    else bad = threshold;
  }
  for (let k = 0; k < REFINEMENTS && bad !== null; k++) {
    const middle: number = (good + bad) / 2;
    if (isGood(middle)) good = middle;
    else bad = middle;
  }
  const floor = practicalFloor(condition.metric);
  if (floor !== null && strictUp && condition.is.kind === "above" && good < floor) good = floor;
  const threshold = roundStrictly(good, strictUp);
  const rate = at(threshold);
  const floored = floor !== null && threshold === floor ? ", the least that matters" : "";
  return {
    threshold,
    perMonth: rate.perMonth,
    perMonthHigh: rate.high,
    sentence: `With ${formatNumber(threshold)}${floored}, it would fire ${formatNumber(rate.perMonth)} times a month where nothing drifts (at most ${formatNumber(rate.high)}), by ${runs} shuffles of ${formatNumber(Math.round(coveredDays))} days. Now, with ${formatNumber(thresholdOf(condition))}: ${formatNumber(at(thresholdOf(condition)).perMonth)}.`,
  };
}
