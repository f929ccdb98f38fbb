import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import { confusionView } from "#core/performance/curves/confusion-view.ts";
import { precisionRecallCurve } from "#core/performance/curves/precision-recall.ts";
import { reliabilityDiagram } from "#core/performance/curves/reliability.ts";
import { residualHistogram } from "#core/performance/curves/residual-histogram.ts";
import { rocCurve } from "#core/performance/curves/roc.ts";
import { labelledScores } from "#core/performance/score-table.ts";
import type { PerformanceProfile, PerformanceSpec } from "#core/performance/types.ts";

type Curves = NonNullable<PerformanceAnswer["curves"]>;

const NONE: Curves = { confusion: null, roc: null, precision_recall: null, reliability: null, residuals: null };

/** What can be drawn of a window's labelled predictions; null where a curve does not belong to the task, or has no labels yet. */
export function curvesOf(spec: PerformanceSpec, profile: PerformanceProfile, reference: PerformanceProfile | null): Curves | null {
  if (profile.labelled === 0 || profile.task === "ranking") return null;
  if (profile.task === "regression") {
    if (spec.task !== "regression") return null;
    const other = reference?.task === "regression" ? reference : null;
    const { bins, counts } = residualHistogram(spec, other ? [profile, other] : [profile]);
    return {
      ...NONE,
      residuals: bins.map(({ from, to, label }, i) => ({ from, to, label, count: counts[0]?.[i] ?? 0, reference: counts[1]?.[i] ?? null })),
    };
  }
  if (spec.task !== "binary" && spec.task !== "multiclass") return null;
  const { names, counts, rowShares, n } = confusionView(profile, spec);
  const scores = profile.task === "binary" ? labelledScores(profile.tables[1]) : null;
  return {
    ...NONE,
    confusion: { names, counts, row_shares: rowShares, n },
    roc:
      scores &&
      rocCurve(scores).map(({ threshold, falsePositiveRate, truePositiveRate }) => ({
        threshold,
        false_positive_rate: falsePositiveRate,
        true_positive_rate: truePositiveRate,
      })),
    precision_recall: scores && precisionRecallCurve(scores),
    reliability: reliabilityDiagram(profile).map(({ from, to, n, meanScore, share, lower, upper }) => ({
      from,
      to,
      n,
      mean_score: meanScore,
      share,
      lower,
      upper,
    })),
  };
}
