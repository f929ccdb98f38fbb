import { benjaminiHochberg } from "#core/statistics/benjamini-hochberg.ts";
import { contingency } from "#core/statistics/chi-square.ts";
import { normalTwoSided } from "#core/statistics/distributions/normal.ts";
import { totalVariation } from "#core/statistics/total-variation.ts";
import type { BalancedLosses } from "./balance.ts";
import type { CalibrationChange } from "./calibration.ts";
import type { ColumnErrorChange } from "./column-errors.ts";
import type { LabelSelection } from "./selection.ts";
import type { ConceptThresholds } from "./thresholds.ts";
import type { ConceptInput, ConceptPart, Estimate, PartState, PerformanceInput } from "./types.ts";

/** A part before its sentence is written and, for those that may show concept drift, before correction. */
export type Judged = Omit<ConceptPart, "sentence">;

const nothing = (id: ConceptPart["id"], threshold: number): Judged => ({
  id,
  state: "not_judged",
  effect: null,
  threshold,
  p: null,
  adjustedP: null,
});

/** A large effect by its evidence: moved, unclear, or nothing that can be said. */
function stateOf(p: number, limits: ConceptThresholds): PartState {
  return p <= limits.level ? "moved" : p <= limits.weakLevel ? "unclear" : "not_judged";
}

/** Did P(x) move: columns that drifted, or a classifier that tells both sides apart. Effect: the share of columns. */
export function judgeInputs({ inputs, domain: labelled, everyone }: ConceptInput, limits: ConceptThresholds): Judged {
  const domain = everyone ?? labelled;
  const joint = domain != null && domain.auc >= limits.domainAuc;
  const moved = inputs.drifted.length >= limits.driftedColumns || (joint && domain.p <= limits.level);
  if (inputs.tested === 0 && !domain) return nothing("inputs", limits.driftedColumns);
  return {
    id: "inputs",
    // What the classifier cannot tell from chance, the columns still did not show.
    state: moved ? "moved" : joint && domain.p <= limits.weakLevel ? "unclear" : "unmoved",
    effect: inputs.tested > 0 ? inputs.drifted.length / inputs.tested : (domain?.auc ?? null),
    threshold: inputs.tested > 0 ? limits.driftedColumns / inputs.tested : limits.domainAuc,
    p: domain?.p ?? null,
    adjustedP: null,
  };
}

/** Whether the labelled rows have other inputs than the reference's: then they are compared with rows that look alike. */
export function labelledRowsMoved({ domain }: ConceptInput, inputs: Judged, limits: ConceptThresholds): boolean {
  return inputs.state === "moved" || (domain != null && domain.auc >= limits.domainAuc && domain.p <= limits.level);
}

/** A threshold for shares, or what stands for it where one outcome is rare: a part of that outcome's own share under the reference. */
function leastChange(threshold: number, share: number, limits: ConceptThresholds): number {
  return Math.min(threshold, limits.rareChange * Math.min(share, 1 - share));
}

/** Change of a performance that counts. */
export function leastPerformance({ minChange, reference }: PerformanceInput, limits: ConceptThresholds): number {
  if (minChange !== undefined) return minChange;
  const { value, standardError } = reference;
  // A reference without an error has some all the same.
  return leastChange(limits.performanceChange, Math.min(Math.max(value, standardError), 1 - standardError), limits);
}

/** Change of the label's share at the same score that counts. */
export function leastCalibration({ groups }: CalibrationChange, limits: ConceptThresholds): number {
  return leastChange(limits.calibrationGap, shareOf(groups.map(({ reference }) => [reference.positives, reference.n])), limits);
}

/** One more and one less, so that what never came is rare, and not impossible. */
function shareOf(parts: readonly (readonly [hits: number, n: number])[]): number {
  const [hits, n] = parts.reduce((sum, part) => [sum[0]! + part[0], sum[1]! + part[1]], [0, 0] as number[]);
  return (hits! + 1) / (n! + 2);
}

/** Did P(y) move: total variation of the label shares, with a chi-square. */
export function judgeLabels({ labels }: ConceptInput, limits: ConceptThresholds): Judged {
  const none = nothing("labels", limits.labelShift);
  if (!labels) return none;
  const rarest = (counts: number[]) => counts.reduce((a, b) => a + b, 0) - Math.max(0, ...counts);
  if (rarest(labels.reference) < limits.minClassLabels && rarest(labels.current) < limits.minClassLabels) return none;
  const table = contingency(labels.reference, labels.current);
  const distance = totalVariation(labels.reference, labels.current);
  if (!table || !distance) return none;
  const rows = labels.reference.reduce((a, b) => a + b, 0);
  const threshold = leastChange(limits.labelShift, shareOf([[rarest(labels.reference), rows]]), limits);
  const state = distance.value >= threshold ? stateOf(table.p, limits) : "unmoved";
  return { id: "labels", state, effect: distance.value, threshold, p: table.p, adjustedP: null };
}

/** Realised - estimated, less the estimate's own bias on the reference. Null without either. */
export function unexplained({ realised, estimated, reference, referenceEstimated }: PerformanceInput): Estimate | null {
  if (!realised || !estimated) return null;
  const parts = referenceEstimated ? [realised, estimated, reference, referenceEstimated] : [realised, estimated];
  const value = realised.value - estimated.value - (referenceEstimated ? reference.value - referenceEstimated.value : 0);
  return { value, standardError: Math.hypot(...parts.map((part) => part.standardError)) };
}

/** Realised now - realised under the reference; null without labels. */
export function realisedChange({ realised, reference }: PerformanceInput): Estimate | null {
  if (!realised) return null;
  return { value: realised.value - reference.value, standardError: Math.hypot(realised.standardError, reference.standardError) };
}

/** Two-sided p of "the value is 0". */
export function estimateP({ value, standardError }: Estimate): number {
  if (standardError > 0) return normalTwoSided(value / standardError);
  return value === 0 ? 1 : 0;
}

/**
 * The performance is worse than under the reference, by effect and evidence. Falls back on the estimate; null without either, and where the
 * labels still missing could be all of it.
 */
export function judgeHarm(
  performance: PerformanceInput | null | undefined,
  selection: LabelSelection | null,
  limits: ConceptThresholds,
): boolean | null {
  if (!performance) return null;
  const { reference, realised, estimated, higherIsBetter } = performance;
  const now = realised ?? estimated;
  if (!now) return null;
  const change = { value: now.value - reference.value, standardError: Math.hypot(now.standardError, reference.standardError) };
  const worse = higherIsBetter ? -change.value : change.value;
  const least = leastPerformance(performance, limits);
  const harm = worse >= least && estimateP(change) <= limits.level;
  return harm && realised && selection?.selective && !outlasts(worse, least, performance.minChange, selection) ? null : harm;
}

/** A part as it is once labels are known to be missing for some predictions more than for others: what those could make is not certain. */
export function allowForMissing(part: Judged, input: ConceptInput, selection: LabelSelection | null): Judged {
  if (part.state !== "moved" || !selection?.selective || part.effect === null || part.id === "inputs") return part;
  const holds = part.id !== "columns" && outlasts(part.effect, part.threshold, input.performance?.minChange, selection);
  return holds ? part : { ...part, state: "unclear" };
}

/** Shares change by no more than the share of labels that are missing; a mean absolute error by anything. */
function outlasts(effect: number, threshold: number, minChange: number | undefined, { missing }: LabelSelection): boolean {
  return minChange === undefined && effect - missing >= threshold;
}

/** What the parts on the relation are judged from. */
export interface RelationFacts {
  inputsMoved: boolean;
  /** Whether what the scores let expect can be believed although the inputs moved. */
  scoresTrusted: boolean;
  calibration: CalibrationChange | null;
  where: readonly ColumnErrorChange[];
  /** Losses by bins of equal propensity, and that `calibration` was taken inside these bins. */
  balanced: BalancedLosses | null;
}

/**
 * Did P(y | x) move: what the estimate leaves unexplained of the performance, the label's share at the same score, errors by column bin.
 * Each
 * is judged only if a change of the inputs alone would not show in it. Inputs as before: all are. Inputs moved: only inside bins of equal
 * propensity;
 * without those, against what the scores let expect, if the scores can be trusted. Benjamini-Hochberg over those judged.
 */
export function judgeRelation({ performance }: ConceptInput, facts: RelationFacts, limits: ConceptThresholds): Judged[] {
  const { inputsMoved, scoresTrusted, balanced } = facts;
  const believed = !inputsMoved || (balanced === null && scoresTrusted);
  const parts = [
    judgePerformance(believed ? performance : null, inputsMoved, limits),
    judgeCalibration(believed || balanced ? facts.calibration : null, limits),
    judgeColumns(balanced ?? (believed ? firstUsable(facts) : null), limits),
  ];
  const adjusted = benjaminiHochberg(parts.map((part) => (part.state === "not_judged" ? null : part.p)));
  return parts.map((part, i) => {
    if (part.state === "not_judged") return part;
    const large = part.effect !== null && part.effect >= part.threshold;
    const adjustedP = adjusted[i] ?? 1;
    return { ...part, adjustedP, state: large ? stateOf(adjustedP, limits) : "unmoved" };
  });
}

function judgePerformance(performance: PerformanceInput | null | undefined, inputsMoved: boolean, limits: ConceptThresholds): Judged {
  const threshold = performance ? leastPerformance(performance, limits) : limits.performanceChange;
  const difference = performance ? (unexplained(performance) ?? (inputsMoved ? null : realisedChange(performance))) : null;
  if (!difference) return nothing("performance", threshold);
  return { id: "performance", state: "unmoved", effect: Math.abs(difference.value), threshold, p: estimateP(difference), adjustedP: null };
}

function judgeCalibration(change: CalibrationChange | null, limits: ConceptThresholds): Judged {
  if (!change) return nothing("calibration", limits.calibrationGap);
  return {
    id: "calibration",
    state: "unmoved",
    effect: change.gap,
    threshold: leastCalibration(change, limits),
    p: change.p,
    adjustedP: null,
  };
}

/** Corrected over all columns before, so that it counts as one test among the parts. */
function firstUsable({ where, inputsMoved }: RelationFacts): BalancedLosses | null {
  const first = where.find((change) => change.expectedTaken || !inputsMoved);
  return first ? { effect: first.effect, p: first.adjustedP } : null;
}

function judgeColumns(losses: BalancedLosses | null, limits: ConceptThresholds): Judged {
  if (!losses) return nothing("columns", limits.columnEffect);
  return { id: "columns", state: "unmoved", effect: losses.effect, threshold: limits.columnEffect, p: losses.p, adjustedP: null };
}
