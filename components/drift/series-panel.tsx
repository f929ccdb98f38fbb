"use client";

import { useMemo } from "react";
import { useSeries } from "#client/api/drift.ts";
import { formatTime, NO_NUMBER } from "#client/format.ts";
import { formatCount, formatNumber, formatShare, formatStatistic, withUnit } from "#core/charts/numbers.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import type { DriftAnswer, DriftColumn } from "#core/contracts/drift.ts";
import { STATISTICS } from "#core/statistics/catalogue.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { type PreparedSeries, prepareSeries } from "../charts/prepare-series.ts";
import { SeriesChart } from "../charts/series-chart.tsx";
import type { Mark } from "../charts/series-marks.ts";
import { inPerCent, plotLeft } from "../charts/value-axis.ts";
import { SeriesLegend } from "../charts/verdict-legend.tsx";
import { VolumeStrip } from "../charts/volume-strip.tsx";
import { STATISTIC_SHORT, VERDICT_WORDS } from "../charts/words.ts";
import { ErrorState } from "../ui/error-state.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tr } from "../ui/table.tsx";
import { useMetric } from "./drift-state.ts";
import { missingShares, statisticOf } from "./filter-columns.ts";
import type { DriftQueryParams } from "./use-drift-query.ts";

interface SeriesPanelProps {
  model: string;
  params: DriftQueryParams;
  drift: DriftAnswer;
  column: DriftColumn;
  timeZone: string;
  onZoom: (from: number, to: number) => void;
}

interface MetricChoice {
  value: string;
  label: string;
  statistic: StatisticId | null;
}

const NUMERIC_METRICS: MetricChoice[] = [
  { value: "mean", label: "Mean", statistic: null },
  { value: "p50", label: "Median", statistic: null },
  { value: "p90", label: "90th percentile", statistic: null },
  { value: "p99", label: "99th percentile", statistic: null },
];
const RATES: MetricChoice[] = [
  { value: "missing_rate", label: "Missing share", statistic: null },
  { value: "invalid_rate", label: "Invalid share", statistic: null },
];

function choicesFor(column: DriftColumn): MetricChoice[] {
  const own = STATISTICS.filter(({ id }) => statisticOf(column, id) !== null).map(({ id }) => ({
    value: id,
    label: STATISTIC_SHORT[id],
    statistic: id,
  }));
  return [...own, ...(column.reference_mean !== null || column.current_mean !== null ? NUMERIC_METRICS : []), ...RATES];
}

/** One metric of the column over the window, each step compared on its own. */
export function SeriesPanel({ model, params, drift, column, timeZone, onZoom }: SeriesPanelProps) {
  const [asked, setMetric] = useMetric();
  const choices = choicesFor(column);
  const choice = choices.find(({ value }) => value === asked) ?? choices.find(({ value }) => value === column.primary) ?? choices[0];
  const metric = choice?.value ?? column.primary;
  const series = useSeries(model, {
    from: params.from,
    to: params.to,
    version: params.version,
    slice: params.slice,
    metric,
    column: column.name,
  });
  const statistic = choice?.statistic ? statisticOf(column, choice.statistic) : null;
  const isValue = NUMERIC_METRICS.some(({ value }) => value === metric);
  const isRate = RATES.some(({ value }) => value === metric);
  const rows = series.data;
  const marks = useMemo(() => marksFor(column, metric, statistic), [column, metric, statistic]);
  const prepared = useMemo(() => {
    if (!rows) return null;
    const data = prepareSeries(rows, drift.window, { thresholds: marks.map(({ value }) => value), fromZero: !isValue });
    return isRate ? { ...data, y: inPerCent(data.y) } : data;
  }, [rows, drift.window, marks, isValue, isRate]);
  const left = plotLeft(prepared?.y.labels ?? []);
  const format = (value: number | null) =>
    isRate ? formatShare(value) : isValue ? withUnit(formatNumber(value), column.unit) : formatStatistic(value);
  const label = choice?.label ?? metric;
  return (
    <ChartFrame
      title={`${label} of ${column.name} over time`}
      label={`${label} of ${column.name} over time`}
      summary={prepared ? seriesSummary(prepared, label, format, timeZone, statistic !== null) : "Loading."}
      actions={
        <Select
          size="sm"
          aria-label="What is drawn over time"
          className="w-40"
          value={metric}
          options={choices.map(({ value, label: text }) => ({ value, label: text }))}
          onValueChange={(value) => void setMetric(value === column.primary ? null : value)}
        />
      }
      table={prepared ? <SeriesTable series={prepared} label={label} format={format} timeZone={timeZone} /> : null}
      legend={
        prepared && (
          <SeriesLegend
            verdicts={statistic ? [...new Set(prepared.points.flatMap(({ verdict }) => verdict ?? []))] : []}
            marks={marks.filter(({ value }) => !prepared.thresholdsOff.includes(value))}
            format={format}
            gaps={prepared.gaps.length > 0}
          />
        )
      }
    >
      {series.isError ? (
        <ErrorState title="The series could not be loaded" error={series.error} onRetry={() => void series.refetch()} />
      ) : prepared ? (
        <>
          <SeriesChart
            series={prepared}
            marks={marks}
            timeZone={timeZone}
            format={format}
            name={label}
            syncId={`drift ${model}`}
            onZoom={onZoom}
            description={`${label} of ${column.name} over time`}
            completeUntil={Date.parse(drift.complete_until)}
            left={left}
          />
          <VolumeStrip series={prepared} syncId={`drift ${model}`} left={left} />
          {prepared.thresholdsOff.length > 0 && (
            <p className="tabular text-ink-3 text-xs">
              Not drawn, far above:{" "}
              {marks
                .filter(({ value }) => prepared.thresholdsOff.includes(value))
                .map((mark) => `${mark.label} ${format(mark.value)}`)
                .join(", ")}
              .
            </p>
          )}
        </>
      ) : (
        <Skeleton className="h-69 w-full" />
      )}
    </ChartFrame>
  );
}

function marksFor(column: DriftColumn, metric: string, statistic: ReturnType<typeof statisticOf>): Mark[] {
  if (statistic) {
    // A ratio's thresholds are on its distance from 1, not on its own axis.
    if (statistic.id === "spread_ratio") return [{ value: 1, label: "no change", tone: "reference" }];
    return [
      ...(statistic.threshold === null ? [] : [{ value: statistic.threshold, label: "drift", tone: "drift" as const }]),
      ...(statistic.warning === null ? [] : [{ value: statistic.warning, label: "warning", tone: "warning" as const }]),
    ];
  }
  if (metric === "mean" && column.reference_mean !== null) return [{ value: column.reference_mean, label: "reference", tone: "reference" }];
  const { reference } = missingShares(column);
  if (metric === "missing_rate" && reference !== null) return [{ value: reference, label: "reference", tone: "reference" }];
  return [];
}

function seriesSummary(
  series: PreparedSeries,
  label: string,
  format: (value: number | null) => string,
  timeZone: string,
  judged: boolean,
): string {
  const valued = series.points.filter(({ value }) => value !== null);
  const last = valued[valued.length - 1];
  if (!last) return "No values in this window.";
  const highest = valued.reduce((a, b) => ((b.value ?? 0) > (a.value ?? 0) ? b : a));
  const day = (time: number) => formatTime(new Date(time), timeZone, "day");
  const drifted = valued.filter(({ verdict }) => verdict === "drift");
  const first = drifted[0];
  return [
    `Latest ${format(last.value)}, highest ${format(highest.value)} on ${day(highest.start)}.`,
    judged
      ? first
        ? ` Drift in ${formatCount(drifted.length)} of ${formatCount(valued.length)} steps, first from ${day(first.start)}.`
        : ` No step of ${formatCount(valued.length)} shows drift.`
      : "",
    label === "" ? "" : " Drag to zoom.",
  ].join("");
}

function SeriesTable({
  series,
  label,
  format,
  timeZone,
}: {
  series: PreparedSeries;
  label: string;
  format: (value: number | null) => string;
  timeZone: string;
}) {
  return (
    <ChartTable label={`${label} over time`} heads={["From", "To", figures(label), "Verdict", figures("Values")]}>
      {series.points.map((point) => (
        <Tr key={point.start}>
          <ChartCell>{formatTime(new Date(point.start), timeZone, "minute")}</ChartCell>
          <ChartCell>{formatTime(new Date(point.end), timeZone, "minute")}</ChartCell>
          <ChartCell end>{point.value === null ? "no value" : format(point.value)}</ChartCell>
          <ChartCell>{point.verdict ? VERDICT_WORDS[point.verdict] : NO_NUMBER}</ChartCell>
          <ChartCell end>{formatCount(point.n)}</ChartCell>
        </Tr>
      ))}
    </ChartTable>
  );
}
