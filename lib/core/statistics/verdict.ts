import { statisticInfo, type Thresholds } from "./catalogue.ts";
import { resultOf } from "./compare.ts";
import { effectOf, thresholdsOf } from "./effect.ts";
import { reasonFor } from "./reason.ts";
import type { ColumnComparison, StatisticId, Verdict } from "./types.ts";

export interface VerdictOptions {
  /** Thresholds that replace the catalogue's. */
  thresholds?: Partial<Record<StatisticId, Thresholds>>;
  /** p after correction for the other columns; without it the statistic's own p counts. */
  adjustedP?: number | null;
  /** Evidence is p <= level. The comparison's alpha unless said. */
  level?: number;
  /** How many columns the correction was over, for the reason. */
  tested?: number;
}

/** A verdict in numbers. */
export interface Decision {
  verdict: Verdict;
  /** The statistic that decided: the primary one, or the missing or invalid share where the primary one cannot see those. */
  statistic: StatisticId;
  value: number | null;
  thresholds: Thresholds;
  /** Evidence before correction; what the correction takes. Null without data. */
  p: number | null;
  adjustedP: number | null;
  /** There is evidence of a difference, be it large or negligible. */
  detectable: boolean;
}

export interface ColumnVerdict extends Decision {
  /** A sentence that a person can repeat. */
  reason: string;
}

/** One statistic that may decide a verdict. */
interface Part {
  statistic: StatisticId;
  value: number;
  p: number;
  thresholds: Thresholds;
  level: "drift" | "warning" | null;
}

/** Statistics that see valid values only, so that a column that lost its values would look the same. */
const VALID_ONLY: readonly StatisticId[] = ["ks", "wasserstein", "mean_shift", "spread_ratio"];

/**
 * The verdict on one column: effect (the primary statistic against its thresholds) and evidence (its p against the level).
 * drift: both at the drift threshold; warning: both at the warning threshold; not_enough_data: effect without evidence; stable: otherwise, with
 * `detectable` when the difference is real but negligible; no_reference, no_data: a side has no rows.
 *
 * KS, Wasserstein, mean and spread see valid values only. With one of them as primary, missing and invalid share are judged as well,
 * each p times the number of things judged (Bonferroni), and the gravest part decides.
 */
export function judgeColumn(comparison: ColumnComparison, options: VerdictOptions = {}): ColumnVerdict {
  const decision = decideColumn(comparison, options);
  return { ...decision, reason: reasonOf(comparison, decision, options) };
}

/** The same without the sentence, which costs more than the decision: for corrections and heat maps. */
export function decideColumn(comparison: ColumnComparison, options: VerdictOptions = {}): Decision {
  const without = (verdict: Verdict): Decision => ({
    verdict,
    statistic: comparison.primary,
    value: null,
    thresholds: thresholdsOf(comparison.primary, options),
    p: null,
    adjustedP: null,
    detectable: false,
  });
  if (comparison.reference.rows === 0) return without("no_reference");
  if (comparison.current.rows === 0) return without("no_data");
  const part = decidingPart(comparison, options);
  if (!part) return without("no_data");
  const adjustedP = options.adjustedP ?? null;
  const detectable = (adjustedP ?? part.p) <= (options.level ?? comparison.options.alpha);
  const verdict: Verdict = part.level === null ? "stable" : detectable ? part.level : "not_enough_data";
  const { statistic, value, thresholds, p } = part;
  return { verdict, statistic, value, thresholds, p, adjustedP, detectable };
}

function reasonOf(comparison: ColumnComparison, decision: Decision, options: VerdictOptions): string {
  const { value, p } = decision;
  if (comparison.reference.rows === 0) return "The reference has no rows of this column to compare with.";
  if (comparison.current.rows === 0) return "There are no current rows of this column in the window.";
  if (value === null || p === null) return `${statisticInfo(comparison.primary).title} cannot be computed: a side has no valid values.`;
  return reasonFor({ comparison, ...decision, value, p, tested: options.tested ?? null });
}

function decidingPart(comparison: ColumnComparison, options: VerdictOptions): Part | null {
  const alpha = comparison.options.alpha;
  const ids: StatisticId[] = [comparison.primary];
  if (VALID_ONLY.includes(comparison.primary)) {
    // Chosen on pooled counts, so that the choice knows nothing of the difference.
    if (comparison.reference.missing + comparison.current.missing > 0) ids.push("missing_share");
    if (comparison.reference.invalid + comparison.current.invalid > 0) ids.push("invalid_share");
  }
  const parts = ids.flatMap((statistic): Part[] => {
    const result = resultOf(comparison, statistic);
    if (result?.value == null) return [];
    const thresholds = thresholdsOf(statistic, options);
    const effect = effectOf(statistic, result.value);
    const level = effect >= thresholds.drift ? "drift" : effect >= thresholds.warning ? "warning" : null;
    return [{ statistic, value: result.value, p: Math.min(1, (result.p ?? 1) * ids.length), thresholds, level }];
  });
  const gravity = (part: Part) => (part.level === null ? 0 : part.p > alpha ? 1 : part.level === "warning" ? 2 : 3);
  return parts.sort((a, b) => gravity(b) - gravity(a) || a.p - b.p)[0] ?? null;
}
