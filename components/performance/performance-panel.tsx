"use client";

import { useMemo } from "react";
import { usePerformance } from "#client/api/performance.ts";
import { formatTime } from "#client/format.ts";
import { formatCount, formatShare, NO_NUMBER } from "#core/charts/numbers.ts";
import { bucketLabel } from "#core/charts/ticks.ts";
import type { DetectorsAnswer } from "#core/contracts/detectors.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import type { MetricId } from "#core/performance/metrics/result.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { inPerCent, plotLeft } from "../charts/value-axis.ts";
import { ErrorState } from "../ui/error-state.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tr } from "../ui/table.tsx";
import { CoverageStrip } from "./coverage-strip.tsx";
import { DetectorEventsTable } from "./detector-events-table.tsx";
import { lanesOf, marksSummary } from "./detector-marks.ts";
import { METRIC_WORDS, metricRange, metricText } from "./metric-words.ts";
import { PerformanceChart } from "./performance-chart.tsx";
import { DetectorLegend, PerformanceLegend } from "./performance-legend.tsx";
import { STEPS, useMetricChoice, useShownDetectors, useStep } from "./performance-state.ts";
import { type PerformancePoint, type PreparedPerformance, preparePerformance } from "./prepare-performance.ts";
import type { PerformanceQueryParams } from "./use-performance-query.ts";

interface PerformancePanelProps {
  answer: PerformanceAnswer;
  /** Absent: not known yet. */
  detectors: DetectorsAnswer["detectors"] | undefined;
  params: PerformanceQueryParams;
  metric: MetricId;
  /** The label's unit. */
  unit: string | null;
  timeZone: string;
  onZoom: (from: number, to: number) => void;
}

const NONE: DetectorsAnswer["detectors"] = [];

const STEP_WORDS: Record<PerformanceAnswer["step"], string> = {
  minute: "By minute",
  hour: "By hour",
  day: "By day",
  week: "By week",
  month: "By month",
};

/** One metric over the window: as it turned out, as it was estimated, and how many labels each step rests on. */
export function PerformancePanel({ answer, detectors = NONE, params, metric, unit, timeZone, onZoom }: PerformancePanelProps) {
  const [, setMetric] = useMetricChoice();
  const [step, setStep] = useStep();
  const [marked] = useShownDetectors();
  const lanes = useMemo(() => lanesOf(detectors, marked), [detectors, marked]);
  // The page's own answer has the usual metrics of each step; the others (some with costly bands) are asked for one by one.
  const isHere = answer.steps.every(({ metrics }) => metrics.length === 0 || metrics.some(({ id }) => id === metric));
  const own = usePerformance(answer.model, { ...params, metric }, { enabled: !isHere });
  const shown = isHere ? answer : own.data;
  const reference = answer.reference?.metrics.find(({ id }) => id === metric)?.value ?? null;
  const data = useMemo(() => (shown ? prepared(shown, metric, reference) : null), [shown, metric, reference]);
  const { name } = METRIC_WORDS[metric];
  const left = plotLeft(data?.y.labels ?? []);
  const format = (value: number | null) => metricText(metric, value, unit);
  const label = `${name} over time`;
  return (
    <ChartFrame
      title={label}
      label={label}
      level={2}
      summary={data ? `${summaryOf(data, answer.step, format, timeZone)}${marksSummary(detectors, lanes)}` : "Loading."}
      actions={
        <>
          <Select
            size="sm"
            aria-label="Metric"
            className="w-44"
            value={metric}
            options={answer.metrics.map(({ id }) => ({ value: id, label: METRIC_WORDS[id].name }))}
            onValueChange={(value) => void setMetric(value)}
          />
          <Select
            size="sm"
            aria-label="Step"
            className="w-36"
            value={step ?? ""}
            options={[
              { value: "", label: step === null ? `Auto: ${STEP_WORDS[answer.step].toLowerCase()}` : "Auto" },
              ...STEPS.map((value) => ({ value, label: STEP_WORDS[value] })),
            ]}
            onValueChange={(value) => void setStep(value === "" ? null : value)}
          />
        </>
      }
      table={
        data && (
          <>
            <SeriesTable points={data.points} name={name} step={answer.step} format={format} timeZone={timeZone} />
            <DetectorEventsTable detectors={detectors} timeZone={timeZone} />
          </>
        )
      }
      legend={
        data && (
          <>
            <PerformanceLegend data={data} reference={reference === null ? null : format(reference)} minCoverage={answer.min_coverage} />
            {detectors.some(({ events }) => events.length > 0) && <DetectorLegend detectors={detectors} />}
          </>
        )
      }
    >
      {!isHere && own.isError ? (
        <ErrorState title="The series could not be loaded" error={own.error} onRetry={() => void own.refetch()} />
      ) : data ? (
        <>
          <PerformanceChart
            data={data}
            step={answer.step}
            reference={reference}
            timeZone={timeZone}
            format={format}
            name={name}
            syncId={`performance ${answer.model}`}
            onZoom={onZoom}
            description={label}
            completeUntil={Date.parse(answer.complete_until)}
            left={left}
            lanes={lanes}
          />
          <p className="mt-1 text-2xs text-ink-3">share of predictions with a label</p>
          <CoverageStrip data={data} minCoverage={answer.min_coverage} syncId={`performance ${answer.model}`} left={left} />
        </>
      ) : (
        <Skeleton className="h-86 w-full" />
      )}
    </ChartFrame>
  );
}

function prepared(answer: PerformanceAnswer, metric: MetricId, reference: number | null): PreparedPerformance {
  const data = preparePerformance(answer, metric, reference, metricRange(metric));
  return METRIC_WORDS[metric].scale === "share" ? { ...data, y: inPerCent(data.y) } : data;
}

function summaryOf(
  data: PreparedPerformance,
  step: PerformanceAnswer["step"],
  format: (value: number | null) => string,
  timeZone: string,
): string {
  const at = (point: PerformancePoint) => bucketLabel(point.start, step, timeZone);
  const known = data.points.filter((point): point is PerformancePoint & { value: number } => point.value !== null);
  const last = known[known.length - 1];
  if (!last) {
    const estimated = data.points.findLast(({ estimate }) => estimate !== null);
    return estimated
      ? `No step has labels enough. Estimated ${format(estimated.estimate)} at last (${at(estimated)}).`
      : "No step of this window has a value.";
  }
  const lowest = known.reduce((a, b) => (b.value < a.value ? b : a));
  const highest = known.reduce((a, b) => (b.value > a.value ? b : a));
  const provisional = known.filter((point) => point.provisional).length;
  return [
    `Latest ${format(last.value)} (${at(last)}), lowest ${format(lowest.value)} (${at(lowest)}), highest ${format(highest.value)} (${at(highest)}).`,
    last.estimate === null ? "" : ` Estimated at last ${format(last.estimate)}.`,
    provisional > 0 ? ` ${formatCount(provisional)} of ${formatCount(known.length)} steps are provisional.` : "",
    " Drag to zoom.",
  ].join("");
}

interface SeriesTableProps {
  points: readonly PerformancePoint[];
  name: string;
  step: PerformanceAnswer["step"];
  format: (value: number | null) => string;
  timeZone: string;
}

function SeriesTable({ points, name, step, format, timeZone }: SeriesTableProps) {
  const range = (band: [number, number] | null) => (band ? `${format(band[0])} to ${format(band[1])}` : NO_NUMBER);
  const heads = ["Step", figures(name), figures("95% band"), figures("Estimated"), figures("95% band")];
  return (
    <ChartTable label={`${name} over time`} heads={[...heads, figures("Predictions"), figures("Labelled"), "State"]}>
      {points.map((point) => (
        <Tr key={point.start}>
          <ChartCell title={formatTime(new Date(point.start), timeZone, "minute")}>{bucketLabel(point.start, step, timeZone)}</ChartCell>
          <ChartCell end>{point.value === null ? "no value" : format(point.value)}</ChartCell>
          <ChartCell end>{range(point.band)}</ChartCell>
          <ChartCell end>{format(point.estimate)}</ChartCell>
          <ChartCell end>{range(point.estimateBand)}</ChartCell>
          <ChartCell end>{formatCount(point.predictions)}</ChartCell>
          <ChartCell end>{formatShare(point.coverage)}</ChartCell>
          <ChartCell>{point.predictions === 0 ? "no predictions" : point.provisional ? "provisional" : "complete"}</ChartCell>
        </Tr>
      ))}
    </ChartTable>
  );
}
