"use client";

import { useMemo } from "react";
import { formatTime, NO_NUMBER } from "#client/format.ts";
import { countOf, formatCount } from "#core/charts/numbers.ts";
import { bucketLabel } from "#core/charts/ticks.ts";
import type { OutputMetricAnswer, OutputsAnswer } from "#core/contracts/outputs.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { BandMark, GapMark, Legend, LegendItem, LevelMark, LineMark } from "../charts/legend.tsx";
import { Tr } from "../ui/table.tsx";
import { figureText, metricKey, metricName } from "./output-words.ts";
import { prepareRates, type RatePoint } from "./prepare-rates.ts";
import { RatesChart } from "./rates-chart.tsx";
import { StepSelect } from "./step-select.tsx";

interface RatesPanelProps {
  answer: OutputsAnswer;
  metric: OutputMetricAnswer;
  timeZone: string;
  onZoom: (from: number, to: number) => void;
}

/** The chosen metric over the window. */
export function RatesPanel({ answer, metric, timeZone, onZoom }: RatesPanelProps) {
  const key = metricKey(metric);
  const reference = metric.reference?.value ?? null;
  const data = useMemo(() => prepareRates(answer, key, reference), [answer, key, reference]);
  const name = metricName(metric);
  const format = (value: number | null) => figureText(metric.id, value, metric.unit);
  const basis = ({ n, hits }: RatePoint) => (hits === null ? countOf(n, "answer") : `${formatCount(hits)} of ${formatCount(n)}`);
  const label = `${name} over time`;
  return (
    <ChartFrame
      title={label}
      label={label}
      level={2}
      summary={summaryOf(data.points, answer.step, format, timeZone)}
      actions={<StepSelect step={answer.step} />}
      legend={
        <Legend>
          <LegendItem mark={<LineMark />}>{name}</LegendItem>
          <LegendItem mark={<BandMark />}>95% sampling error</LegendItem>
          {reference !== null && <LegendItem mark={<LevelMark tone="reference" />}>reference {format(reference)}</LegendItem>}
          {data.gaps.length > 0 && <LegendItem mark={<GapMark />}>no predictions</LegendItem>}
        </Legend>
      }
      table={<RatesTable points={data.points} name={name} step={answer.step} format={format} basis={basis} timeZone={timeZone} />}
    >
      <RatesChart
        data={data}
        step={answer.step}
        reference={reference}
        timeZone={timeZone}
        format={format}
        name={name}
        syncId={`outputs ${answer.model}`}
        onZoom={onZoom}
        completeUntil={Date.parse(answer.complete_until)}
        basis={basis}
      />
    </ChartFrame>
  );
}

function summaryOf(
  points: readonly RatePoint[],
  step: OutputsAnswer["step"],
  format: (value: number | null) => string,
  timeZone: string,
): string {
  const known = points.filter((point): point is RatePoint & { value: number } => point.value !== null);
  const last = known.at(-1);
  if (!last) return "No step of this window has a value.";
  const at = (point: RatePoint) => bucketLabel(point.start, step, timeZone);
  const lowest = known.reduce((a, b) => (b.value < a.value ? b : a));
  const highest = known.reduce((a, b) => (b.value > a.value ? b : a));
  return `Latest ${format(last.value)} (${at(last)}), lowest ${format(lowest.value)} (${at(lowest)}), highest ${format(highest.value)} (${at(highest)}). Drag to zoom.`;
}

interface RatesTableProps {
  points: readonly RatePoint[];
  name: string;
  step: OutputsAnswer["step"];
  format: (value: number | null) => string;
  basis: (point: RatePoint) => string;
  timeZone: string;
}

function RatesTable({ points, name, step, format, basis, timeZone }: RatesTableProps) {
  return (
    <ChartTable
      label={`${name} over time`}
      heads={["Step", figures(name), figures("95% band"), figures("Rests on"), figures("Predictions")]}
    >
      {points.map((point) => (
        <Tr key={point.start}>
          <ChartCell title={formatTime(new Date(point.start), timeZone, "minute")}>{bucketLabel(point.start, step, timeZone)}</ChartCell>
          <ChartCell end>{point.value === null ? "no value" : format(point.value)}</ChartCell>
          <ChartCell end>{point.band ? `${format(point.band[0])} to ${format(point.band[1])}` : NO_NUMBER}</ChartCell>
          <ChartCell end>{point.predictions === 0 ? "no predictions" : basis(point)}</ChartCell>
          <ChartCell end>{formatCount(point.predictions)}</ChartCell>
        </Tr>
      ))}
    </ChartTable>
  );
}
