/** What the verdict on concept drift is held against, with the reasons. One place, so that they can be shown and replaced. */
export const CONCEPT_THRESHOLDS = {
  /**
   * Level of the evidence, after Benjamini-Hochberg over the things that may show a change of P(y | x): a clean window is called concept
   * drift at most this often.
   */
  level: 0.05,
  /**
   * p (corrected likewise) up to which a large effect without evidence is called unclear: that of one standard error. What chance gives more
   * often than in one window of three says nothing either way, and is not judged.
   */
  weakLevel: 0.32,
  /**
   * Change of the label's share at the same score, 0..1. Five points: at a decision threshold of 0.5 that turns one case in twenty; smaller
   * changes are common after a recalibration.
   */
  calibrationGap: 0.05,
  /**
   * Of labels or errors that are rare, a change by this much of their own share is as large as the thresholds above and `labelShift`: fraud that
   * doubles from one case in a thousand is no change of five points, and not stable. Counts below one in ten (errors: 6 %).
   */
  rareChange: 0.5,
  /**
   * Miscalibration of the scores by a column's bins on the reference from which estimates are not trusted once the inputs move: what the
   * scores get wrong there would look like a changed relation.
   */
  scoreTrust: 0.05,
  /**
   * Part of a performance change that the inputs do not explain, in the metric's unit, for metrics of 0..1 (accuracy, AUC, F1). Three
   * points are what a release would be held back for.
   */
  performanceChange: 0.03,
  /** Change of the loss within bins of a column, in standard deviations of the loss: five points of an error rate of 13 %. */
  columnEffect: 0.15,
  /** Total variation between label distributions, 0..1: five points moved from one class to others, as much as `calibrationGap`. */
  labelShift: 0.05,
  /**
   * AUC of a classifier that tells reference rows from current ones. One column moved by 0.4 sd, about PSI 0.2 in one of few columns, gives
   * 0.6.
   */
  domainAuc: 0.6,
  /** Columns that must have drifted, by effect and corrected evidence, for P(x) to have moved: their own verdict is strict enough. */
  driftedColumns: 1,
  /**
   * "Stable" takes labels that would show (four times of five) a change of so many times the threshold, where a part has a large effect that
   * chance gives often: else there are not enough of them.
   */
  blindness: 2,
  /** Labelled rows per side below which nothing is said: the standard error of an error rate of 20 % is then four points. */
  minLabels: 100,
  /** Rarer-class labels per side below which label shares are not compared. */
  minClassLabels: 10,
  /**
   * Change of the labelled share between predictions, 0..1, from which labels are not missing at random: what is missing is then allowed for
   * as if it had come out the other way.
   */
  labelSelection: 0.05,
  /** Share of the window's rows with a label below which every sentence is provisional: the late labels may be different ones. */
  coverage: 0.5,
};

export type ConceptThresholds = typeof CONCEPT_THRESHOLDS;
