import { compareBalancedLosses } from "./balance.ts";
import { compareCalibration } from "./calibration.ts";
import { whereErrorsChanged } from "./column-errors.ts";
import {
  allowForMissing,
  type Judged,
  judgeHarm,
  judgeInputs,
  judgeLabels,
  judgeRelation,
  labelledRowsMoved,
  leastCalibration,
  leastPerformance,
  realisedChange,
  unexplained,
} from "./parts.ts";
import { checkScores } from "./score-trust.ts";
import { checkSelection } from "./selection.ts";
import { headlineFor, partSentence, remarks } from "./sentences.ts";
import { CONCEPT_THRESHOLDS, type ConceptThresholds } from "./thresholds.ts";
import type { ConceptInput, ConceptResult, ConceptVerdict } from "./types.ts";

/** Standard errors that a change needs to be seen four times of five at a level of 5 %: 1.96 + 0.84. */
const DETECTABLE = 2.8;

/**
 * Tells concept drift - P(y | x) moved - from data drift - P(x) moved - for one window against the reference; every part by effect and
 * evidence.
 * - concept_drift, data_and_concept_drift: something moved that the inputs do not explain (`judgeRelation`), without or with a change of
 *   the inputs.
 * - data_drift_with_harm, data_drift_without_harm: the inputs moved - or the labels' shares did while the label at the same score did not,
 *   which takes
 *   other cases, too - and nothing shows that the relation did; harm is a performance worse than the reference's.
 * - not_enough_labels: fewer labels than `minLabels`, nothing that could tell, a large difference with weak evidence, or one that chance
 *   gives often while the labels could not show one of twice the threshold.
 * - stable: otherwise.
 * Once the inputs moved, rows must be compared with rows that look alike: best by `balanced`; without it, by the scores, unless the
 * reference shows that they do not hold for every value of a column (`checkScores`) - then concept drift cannot be told, and a sentence
 * says so.
 * Labels that are missing for some predictions more than for others (`checkSelection`) make a part uncertain unless it would hold whatever
 * those labels turn out to be.
 * With no labels at all the parts on inputs are judged all the same. Deterministic, no side effects.
 */
export function judgeConcept(input: ConceptInput, thresholds: Partial<ConceptThresholds> = {}): ConceptVerdict {
  const limits = { ...CONCEPT_THRESHOLDS, ...thresholds };
  const enough = Math.min(input.labelled.reference, input.labelled.current) >= limits.minLabels;
  const inputs = judgeInputs(input, limits);
  const selection = input.selection ? checkSelection(input.selection, limits.labelSelection, limits.level) : null;
  const labels = allowForMissing(judgeLabels(input, limits), input, selection);
  const inputsMoved = labelledRowsMoved(input, inputs, limits);
  const bins = enough && inputsMoved && input.balanced?.length ? input.balanced : null;
  const balanced = bins ? compareBalancedLosses(bins) : null;
  const scores = !enough ? [] : balanced && bins ? bins.map((bin) => bin.scores) : [input.scores ?? []];
  const calibration = compareCalibration(...scores);
  const where = enough && input.columns ? whereErrorsChanged(input.columns, limits.level) : [];
  const scoreTrust = input.columns ? checkScores(input.columns, limits.scoreTrust, limits.level) : null;
  const judgedInput = enough ? input : { ...input, performance: null };
  const scoresTrusted = scoreTrust?.trusted ?? true;
  const relation = judgeRelation(judgedInput, { inputsMoved, scoresTrusted, calibration, where, balanced }, limits);
  const judged = [inputs, labels, ...relation.map((part) => allowForMissing(part, input, selection))];
  const harm = judgeHarm(input.performance, selection, limits);
  const total = input.performance ? realisedChange(input.performance) : null;
  const left = input.performance ? unexplained(input.performance) : null;
  const detectable = enough ? detectableChange(calibration?.standardError ?? left?.standardError ?? total?.standardError) : null;
  const least = calibration
    ? leastCalibration(calibration, limits)
    : input.performance
      ? leastPerformance(input.performance, limits)
      : limits.performanceChange;
  const blind = detectable !== null && detectable > limits.blindness * least;
  const result = resultOf(judged, { enough, harm, blind });
  const facts = {
    input,
    limits,
    result,
    harm,
    calibration,
    balanced: balanced !== null,
    balancedLosses: balanced,
    scoreTrust,
    where,
    change: total ? { total: total.value, explained: left ? total.value - left.value : null, unexplained: left } : null,
    detectable,
    provisional: (input.rows > 0 && input.labelled.current < limits.coverage * input.rows) || (selection?.selective ?? false),
    selection,
  };
  const parts = judged.map((part) => ({ ...part, sentence: partSentence(part, facts) }));
  const headline = headlineFor(facts, parts);
  const { input: _, limits: __, balancedLosses: ___, ...shown } = facts;
  return { ...shown, headline, sentences: [headline, ...parts.map((part) => part.sentence), ...remarks(facts)], parts, thresholds: limits };
}

function resultOf(
  parts: readonly Judged[],
  { enough, harm, blind }: { enough: boolean; harm: boolean | null; blind: boolean },
): ConceptResult {
  const state = (id: Judged["id"]) => parts.find((part) => part.id === id)?.state ?? "not_judged";
  const relation = [state("performance"), state("calibration"), state("columns")];
  const inputsMoved = state("inputs") === "moved";
  if (!enough) return "not_enough_labels";
  if (relation.includes("moved")) return inputsMoved ? "data_and_concept_drift" : "concept_drift";
  if (relation.includes("unclear") || (blind && parts.some(isChance))) return "not_enough_labels";
  const otherCases = inputsMoved || (state("labels") === "moved" && state("calibration") === "unmoved");
  if (otherCases) return harm ? "data_drift_with_harm" : "data_drift_without_harm";
  return relation.every((one) => one === "not_judged") ? "not_enough_labels" : "stable";
}

/** A part on the relation with a large effect that chance gives often. */
function isChance({ id, state, effect, threshold }: Judged): boolean {
  return id !== "inputs" && id !== "labels" && state === "not_judged" && effect !== null && effect >= threshold;
}

function detectableChange(standardError: number | undefined): number | null {
  return standardError === undefined ? null : DETECTABLE * standardError;
}
