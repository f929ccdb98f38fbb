"use client";

import { countOf, formatCount, formatShare, formatStatistic } from "#core/charts/numbers.ts";
import type { PerformanceAnswer, PerformanceMetric } from "#core/contracts/performance.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { TooltipBox } from "../charts/tooltip-box.tsx";
import { CurveTable } from "./curve-table.tsx";
import { UnitChart } from "./unit-chart.tsx";

type AllCurves = NonNullable<PerformanceAnswer["curves"]>;
type Points<K extends keyof AllCurves> = NonNullable<AllCurves[K]>;

/** The point whose threshold is nearest to the usual one. */
const nearestHalf = <T extends { threshold: number }>(points: readonly T[]): T | undefined =>
  points.reduce<T | undefined>(
    (best, point) => (best && Math.abs(best.threshold - 0.5) <= Math.abs(point.threshold - 0.5) ? best : point),
    undefined,
  );

const threshold = (value: number) => formatStatistic(value);

export function Roc({ points, auc }: { points: Points<"roc">; auc: PerformanceMetric | undefined }) {
  const half = nearestHalf(points);
  const summary = [
    `AUC ${formatStatistic(auc?.value)}; the dashed diagonal (0.5) is chance.`,
    half
      ? ` At a threshold of ${threshold(half.threshold)}, ${formatShare(half.true_positive_rate)} of positives are found at ${formatShare(half.false_positive_rate)} false alarms.`
      : "",
  ].join("");
  return (
    <ChartFrame
      title="ROC curve"
      label="ROC curve"
      level={2}
      summary={summary}
      table={
        <CurveTable
          label="ROC curve"
          heads={["Threshold", "False positive rate", "True positive rate"]}
          rows={points.map((point) => [
            threshold(point.threshold),
            formatShare(point.false_positive_rate),
            formatShare(point.true_positive_rate),
          ])}
        />
      }
    >
      <UnitChart
        points={points.map((point) => ({ ...point, x: point.false_positive_rate, y: point.true_positive_rate }))}
        xTitle="false positive rate"
        yTitle="true positive rate (recall)"
        diagonal
        description={summary}
        tooltip={(point) => (
          <TooltipBox title={`score from ${threshold(point.threshold)}`}>
            <p className="text-ink">{formatShare(point.y)} of positives found</p>
            <p>{formatShare(point.x)} of negatives, falsely</p>
          </TooltipBox>
        )}
      />
    </ChartFrame>
  );
}

export function PrecisionRecall({ points, average }: { points: Points<"precision_recall">; average: PerformanceMetric | undefined }) {
  const half = nearestHalf(points);
  const summary = [
    `Average precision ${formatStatistic(average?.value)}.`,
    half
      ? ` At a threshold of ${threshold(half.threshold)}: precision ${formatShare(half.precision)}, recall ${formatShare(half.recall)}.`
      : "",
  ].join("");
  return (
    <ChartFrame
      title="Precision and recall"
      label="Precision and recall"
      level={2}
      summary={summary}
      table={
        <CurveTable
          label="Precision and recall"
          heads={["Threshold", "Recall", "Precision"]}
          rows={points.map((point) => [threshold(point.threshold), formatShare(point.recall), formatShare(point.precision)])}
        />
      }
    >
      <UnitChart
        points={points.map((point) => ({ ...point, x: point.recall, y: point.precision }))}
        xTitle="recall"
        yTitle="precision"
        description={summary}
        tooltip={(point) => (
          <TooltipBox title={`score from ${threshold(point.threshold)}`}>
            <p className="text-ink">precision {formatShare(point.precision)}</p>
            <p>recall {formatShare(point.recall)}</p>
          </TooltipBox>
        )}
      />
    </ChartFrame>
  );
}

export function Reliability({ points, binary }: { points: Points<"reliability">; binary: boolean }) {
  const what = binary ? "positive" : "right";
  const total = points.reduce((sum, { n }) => sum + n, 0);
  const mean = (of: (point: Points<"reliability">[number]) => number) =>
    points.reduce((sum, point) => sum + of(point) * point.n, 0) / Math.max(1, total);
  const summary = `Scores of ${formatShare(mean(({ mean_score }) => mean_score))} on average, ${formatShare(mean(({ share }) => share))} ${what}. On the dashed diagonal scores say what happens; above it more is ${what} than they say.`;
  return (
    <ChartFrame
      title="Reliability"
      label="Reliability"
      level={2}
      summary={summary}
      table={
        <CurveTable
          label="Reliability"
          heads={["Scores", "Mean score", `Share ${what}`, "95% band", "Labelled"]}
          rows={points.map((point) => [
            `${formatShare(point.from)} to ${formatShare(point.to)}`,
            formatShare(point.mean_score),
            formatShare(point.share),
            `${formatShare(point.lower)} to ${formatShare(point.upper)}`,
            formatCount(point.n),
          ])}
        />
      }
    >
      <UnitChart
        points={points.map((point) => ({
          ...point,
          x: point.mean_score,
          y: point.share,
          error: [Math.max(0, point.share - point.lower), Math.max(0, point.upper - point.share)] as [number, number],
        }))}
        xTitle="mean score"
        yTitle={`share ${what}, with 95% band`}
        diagonal
        dots
        description={summary}
        tooltip={(point) => (
          <TooltipBox title={`scores ${formatShare(point.from)} to ${formatShare(point.to)}`}>
            <p>mean score {formatShare(point.mean_score)}</p>
            <p className="text-ink">
              {formatShare(point.share)} {what} ({formatShare(point.lower)} to {formatShare(point.upper)})
            </p>
            <p>{countOf(point.n, "labelled prediction")}</p>
          </TooltipBox>
        )}
      />
    </ChartFrame>
  );
}
