"use client";

import { countOf, formatCount, formatShare } from "#core/charts/numbers.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import type { MetricId } from "#core/performance/metrics/result.ts";
import { CompleteUntil } from "../time/complete-until.tsx";
import { WindowText } from "../time/time-text.tsx";
import { Badge } from "../ui/badge.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Stat } from "../ui/stat.tsx";
import { coverageText } from "./coverage-text.ts";
import { bandText, differenceText, durationText, METRIC_WORDS, metricText } from "./metric-words.ts";

interface PerformanceHeadProps {
  answer: PerformanceAnswer;
  metric: MetricId;
  unit: string | null;
}

/** How right it was, on how many labels, and how late those come. */
export function PerformanceHead({ answer, metric: id, unit }: PerformanceHeadProps) {
  const { coverage, delay, window } = answer;
  const metric = answer.metrics.find((candidate) => candidate.id === id);
  const estimated = answer.estimated?.metrics.find((candidate) => candidate.id === id);
  const reference = answer.reference?.metrics.find((candidate) => candidate.id === id);
  const change = metric?.value != null && reference?.value != null ? metric.value - reference.value : null;
  return (
    <section aria-label="Performance of the window" className="mb-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 basis-72 text-pretty text-ink-2">
          {coverageText(coverage)}, <WindowText from={window.from} to={window.to} />
          {answer.version && `, version ${answer.version}`}
          {answer.slice && `, ${answer.slice}`}.{answer.reason && ` ${answer.reason}`}
        </p>
        {answer.provisional && coverage.predictions > 0 && (
          <Badge title={`Fewer than ${formatShare(answer.min_coverage)} of the predictions have their label: figures may still change`}>
            provisional
          </Badge>
        )}
        <CompleteUntil value={answer.complete_until} waiting={answer.waiting} />
      </div>
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 xl:grid-cols-5">
        <Stat
          label={`${METRIC_WORDS[id].name}, realised`}
          value={metricText(id, metric?.value, unit)}
          hint={metric && (bandText(metric, unit) ?? metric.reason)}
        />
        <Stat
          label={`${METRIC_WORDS[id].name}, estimated`}
          value={metricText(id, estimated?.value, unit)}
          hint={
            estimated
              ? (bandText(estimated, unit) ?? estimated.reason)
              : answer.estimated
                ? answer.estimated.reason
                : "needs a labelled reference"
          }
        />
        <Stat
          label="Reference"
          value={metricText(id, reference?.value, unit)}
          hint={change === null ? answer.reference?.label : `${differenceText(id, change, unit)} since`}
        />
        <Stat
          label="Label coverage"
          value={formatShare(coverage.share)}
          hint={`${formatCount(coverage.labelled)} of ${countOf(coverage.predictions, "prediction")}`}
        />
        <Stat
          label="Label delay, p50"
          value={durationText(delay.p50_seconds)}
          hint={delay.n === 0 ? "no delay known" : delay.beyond ? "p90 over two years" : `p90 ${durationText(delay.p90_seconds)}`}
        />
      </dl>
    </section>
  );
}

export function PerformanceSkeleton() {
  return (
    <div role="status" aria-label="Loading the performance">
      <Skeleton className="mb-4 h-7 w-full max-w-xl" />
      <div className="mb-5 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 xl:grid-cols-5">
        {[0, 1, 2, 3, 4].map((i) => (
          <Skeleton key={i} className="h-14" />
        ))}
      </div>
      <Skeleton className="mb-4 h-108 w-full" />
      <Skeleton className="mb-4 h-96 w-full" />
    </div>
  );
}
