import type { BalancedBin } from "./balance.ts";
import type { CalibrationChange, ScoreBin } from "./calibration.ts";
import type { ColumnErrorChange, ErrorColumn } from "./column-errors.ts";
import type { ScoreTrust } from "./score-trust.ts";
import type { LabelGroup, LabelSelection } from "./selection.ts";
import type { ConceptThresholds } from "./thresholds.ts";

/** A number with its sampling error. */
export interface Estimate {
  value: number;
  standardError: number;
}

export interface PerformanceInput {
  /** As people call it: "accuracy", "mean absolute error". */
  metric: string;
  higherIsBetter: boolean;
  /** Realised under the reference's labels. */
  reference: Estimate;
  /** Realised in the window; null without labels. */
  realised: Estimate | null;
  /** Estimated from the scores alone for the predictions that `realised` is of (all, while none has a label); null where there is no estimate. */
  estimated: Estimate | null;
  /** Estimated on the reference, whose difference to realised is the estimate's own bias and is taken off. Null: no bias. */
  referenceEstimated?: Estimate | null;
  /** Replaces the threshold `performanceChange`, for metrics that do not run from 0 to 1. */
  minChange?: number;
}

/** A window against the reference, in plain counts. What is not known is left out and not judged. */
export interface ConceptInput {
  /** Rows of the window, and how many labelled rows each side has. */
  rows: number;
  labelled: { reference: number; current: number };
  /** Input columns that were judged, and those that drifted by their own verdict (warnings do not count). */
  inputs: { tested: number; drifted: string[] };
  /** A classifier that tells labelled rows of the reference from the window's: cross-validated AUC and its one-sided p. */
  domain?: { auc: number; p: number } | null;
  /** The same of all rows, labelled or not, where the labelled ones may be others: says whether the inputs moved. Absent: as `domain`. */
  everyone?: { auc: number; p: number } | null;
  /** Predictions by what was predicted, with how many have a label: labels that are missing for some more than for others. */
  selection?: LabelGroup[] | null;
  /** Labelled rows by class (or bin of the target), in the same order on both sides. */
  labels?: { reference: number[]; current: number[] } | null;
  performance?: PerformanceInput | null;
  scores?: ScoreBin[] | null;
  columns?: ErrorColumn[] | null;
  /** Labelled rows in bins of equal propensity (`balanceRows`): decides instead of the scores once the inputs have moved. */
  balanced?: BalancedBin[] | null;
}

export type ConceptResult =
  | "stable"
  | "data_drift_without_harm"
  | "data_drift_with_harm"
  | "concept_drift"
  | "data_and_concept_drift"
  | "not_enough_labels";

/**
 * moved: effect and evidence; unmoved: no effect; unclear: effect with weak evidence, or one that labels still missing could make; not_judged: not known, it could not tell the two drifts
 * apart, or its effect is one that chance gives often.
 */
export type PartState = "moved" | "unmoved" | "unclear" | "not_judged";

/** One thing looked at, with the numbers that decided. */
export interface ConceptPart {
  id: "inputs" | "labels" | "performance" | "calibration" | "columns";
  state: PartState;
  effect: number | null;
  threshold: number;
  p: number | null;
  /** After correction over the parts that may show concept drift; null for the others. */
  adjustedP: number | null;
  sentence: string;
}

export interface ConceptVerdict {
  result: ConceptResult;
  /** The result with the number that carries it, to be repeated in a meeting. */
  headline: string;
  /** All sentences: headline, the parts, where it broke, what the labels could show. */
  sentences: string[];
  /** In the order inputs, labels, performance, calibration, columns. */
  parts: ConceptPart[];
  /** The performance is worse than under the reference, by effect and evidence; null when it was not known. */
  harm: boolean | null;
  /** Change of the performance: of which the inputs explain `explained`, and `unexplained` is left. Null where not known. */
  change: { total: number; explained: number | null; unexplained: Estimate | null } | null;
  calibration: CalibrationChange | null;
  /** Whether rows were compared with rows that look alike (`balanced`), so that the scores need not be right. */
  balanced: boolean;
  /** Whether the scores hold for every value of the columns; null when not known. */
  scoreTrust: ScoreTrust | null;
  /** Where errors changed at the same column value; the first is where the relation broke most. */
  where: ColumnErrorChange[];
  /**
   * Change of the label's share at the same score (else of the performance) that these labels would show four times of five. Null without
   * labels.
   */
  detectable: number | null;
  /** Labelled share of the window is below the threshold, or labels come for other predictions than under the reference (`selection`). */
  provisional: boolean;
  /** Whether labels are missing for some predictions more than for others; null when not known. */
  selection: LabelSelection | null;
  thresholds: ConceptThresholds;
}
