"use client";

import { ArrowDown, ArrowUp, Equal, type LucideIcon, Minus } from "lucide-react";
import { cn } from "#client/cn.ts";
import { countOf, formatCount, formatP } from "#core/charts/numbers.ts";
import type { OutputMetricAnswer, OutputsAnswer } from "#core/contracts/outputs.ts";
import {
  type ChangeTone,
  changeTone,
  differenceText,
  figureText,
  metricKey,
  metricMeaning,
  metricName,
  rangeText,
} from "./output-words.ts";
import { RateSparkline } from "./rate-sparkline.tsx";

interface MetricCardsProps {
  answer: OutputsAnswer;
  /** The metric drawn below. */
  chosen: string;
  onChoose: (key: string) => void;
}

/** Every metric of the window: its value with its band, its course, and what changed since the reference. One of them is drawn large. */
export function MetricCards({ answer, chosen, onChoose }: MetricCardsProps) {
  return (
    <section aria-label="Output metrics" className="mb-4 grid grid-cols-1 gap-3 min-[420px]:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
      {answer.metrics.map((metric) => (
        <MetricCard
          key={metricKey(metric)}
          metric={metric}
          values={answer.steps.map(({ metrics }) => metrics.find((step) => metricKey(step) === metricKey(metric))?.value ?? null)}
          isChosen={metricKey(metric) === chosen}
          onChoose={() => onChoose(metricKey(metric))}
        />
      ))}
    </section>
  );
}

interface MetricCardProps {
  metric: OutputMetricAnswer;
  values: readonly (number | null)[];
  isChosen: boolean;
  onChoose: () => void;
}

function MetricCard({ metric, values, isChosen, onChoose }: MetricCardProps) {
  const { id, value, unit, n, hits } = metric;
  const band = rangeText(id, metric, unit);
  const of = hits === null ? countOf(n, "answer") : `${formatCount(hits)} of ${formatCount(n)}`;
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onChoose}
      title={`${metricMeaning(metric)}. Click to draw it over time.`}
      className={cn(
        "grid min-w-0 grid-cols-[minmax(0,1fr)_6.5rem] content-start gap-x-3 rounded-lg border bg-bg px-4 py-3 text-left hover:bg-surface min-[420px]:grid-cols-1",
        isChosen ? "border-accent ring-1 ring-accent" : "border-line",
      )}
    >
      <span className="min-w-0">
        <span className="block truncate text-ink-2 text-xs">{metricName(metric)}</span>
        <span className="tabular mt-0.5 block font-medium text-ink text-lg">{figureText(id, value, unit)}</span>
        <span className="tabular block truncate text-ink-3 text-xs">{band ? `${band} · ${of}` : of}</span>
      </span>
      <span className="block self-center min-[420px]:mt-2">
        <RateSparkline values={values} fromZero={id !== "mean"} />
      </span>
      <Change metric={metric} />
    </button>
  );
}

const TONES: Record<ChangeTone, { icon: LucideIcon | null; word: string; className: string }> = {
  worse: { icon: null, word: "worse", className: "text-drift" },
  better: { icon: null, word: "better", className: "text-stable" },
  changed: { icon: null, word: "changed", className: "text-ink" },
  chance: { icon: Equal, word: "within chance", className: "text-ink-3" },
  unknown: { icon: Minus, word: "too few to tell", className: "text-ink-3" },
};

function Change({ metric }: { metric: OutputMetricAnswer }) {
  const tone = changeTone(metric);
  if (tone === null || metric.difference === null)
    return <span className="col-span-full mt-1.5 block text-ink-3 text-xs">no reference to compare with</span>;
  const { icon, word, className } = TONES[tone];
  const Icon = icon ?? (metric.difference > 0 ? ArrowUp : ArrowDown);
  return (
    <span className={cn("tabular col-span-full mt-1.5 flex flex-wrap items-center gap-x-1 text-xs", className)}>
      <Icon className="size-3.5 shrink-0" aria-hidden />
      {word}: {differenceText(metric.id, metric.difference, metric.unit)}
      {metric.p !== null && ` (p ${formatP(metric.p)})`}
    </span>
  );
}
