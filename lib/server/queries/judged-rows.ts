import { calibrate } from "#core/performance/estimate/calibration.ts";
import { labelledScores, SCORE_BINS, scoreBin, THIS } from "#core/performance/score-table.ts";
import type { Outcome, PerformanceProfile, PerformanceSpec } from "#core/performance/types.ts";
import { type HeldLabel, outcomeOf } from "../performance/stored.ts";
import type { SampledRow } from "./sample-rows.ts";

/** A labelled prediction as the parts of the verdict look at it. */
export interface JudgedRow {
  row: SampledRow;
  /** Error of 0 or 1; absolute error of a regression; 1 - 1 / rank of a ranking. */
  loss: number;
  /** The label's class, for P(y); null where there are none. */
  label: number | null;
  /** Score of the positive class, of the predicted one with more than two; null without. */
  score: number | null;
  /** What the score is the chance of: the positive class, or that the prediction is right. Null without a score. */
  positive: boolean | null;
  /** The model said the positive class (the score is the chance that it is right). */
  said: boolean;
}

const HELD = { receivedAt: 0, segmentId: 0n, row: 0, inline: true, correction: false } satisfies Partial<HeldLabel>;

/** The rows whose prediction can be held against their label. A score without a prediction counts as one at 0.5. */
export function judgeRows(spec: PerformanceSpec, rows: readonly SampledRow[]): JudgedRow[] {
  return rows.flatMap((row) => {
    const judged = judge(spec, outcomeOf(spec, row.ts, row.stored, { ...HELD, ts: row.ts, value: row.label }));
    return judged ? [{ row, ...judged }] : [];
  });
}

function judge(spec: PerformanceSpec, outcome: Outcome): Omit<JudgedRow, "row"> | null {
  const plain = { label: null, score: null, positive: null, said: false };
  switch (spec.task) {
    case "regression": {
      const { prediction, label } = outcome;
      if (typeof prediction !== "number" || typeof label !== "number") return null;
      const loss = Math.abs(prediction - label);
      return Number.isFinite(loss) ? { ...plain, loss } : null;
    }
    case "ranking": {
      const { rank } = outcome;
      if (rank === undefined || (rank !== null && !(rank >= 1))) return null;
      return { ...plain, loss: rank === null ? 1 : 1 - 1 / rank };
    }
    default: {
      const label = nameOf(outcome.label);
      if (label === null) return null;
      const known = spec.classes.indexOf(label);
      const classIndex = known < 0 ? spec.classes.length : known;
      if (spec.task === "binary") {
        const score = usable(outcome.scores ? outcome.scores[1] : outcome.score);
        const named = nameOf(outcome.prediction) ?? (score === null ? null : spec.classes[score >= 0.5 ? 1 : 0]!);
        if (named === null) return null;
        const positive = score === null ? null : classIndex === 1;
        return { loss: named === label ? 0 : 1, label: classIndex, score, positive, said: named === spec.classes[1] };
      }
      const named = nameOf(outcome.prediction);
      if (named === null) return null;
      const score = usable(outcome.scores?.[spec.classes.indexOf(named)]) ?? usable(outcome.score);
      return { loss: named === label ? 0 : 1, label: classIndex, score, positive: score === null ? null : named === label, said: true };
    }
  }
}

/** The chance that the reference's labels give to a score; null where the reference has no labelled scores. */
export function chances(profile: PerformanceProfile | null): ((score: number) => number) | null {
  const counts = scoreCounts(profile);
  const calibration = counts && calibrate(counts);
  return calibration ? (score) => calibration.probabilities[scoreBin(score)]! : null;
}

/** Labelled rows by score bin, with how many were positive: of two classes the positive one, of more those that were right. */
export function scoreCounts(profile: PerformanceProfile | null): { positives: Float64Array; negatives: Float64Array } | null {
  if (profile?.task === "binary") return labelledScores(profile.tables[1]);
  if (profile?.task !== "multiclass" || !profile.confidence) return null;
  const of = (state: number) => profile.confidence!.slice(state * SCORE_BINS, (state + 1) * SCORE_BINS);
  return { positives: of(THIS), negatives: of(THIS - 1) };
}

function nameOf(value: Outcome["label"]): string | null {
  if (typeof value === "string") return value;
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)) ? String(value) : null;
}

function usable(score: number | null | undefined): number | null {
  return typeof score === "number" && score >= 0 && score <= 1 ? score : null;
}
