"use client";

import { useMemo } from "react";
import { formatTime, NO_NUMBER } from "#client/format.ts";
import { countOf, formatCount } from "#core/charts/numbers.ts";
import { bucketLabel } from "#core/charts/ticks.ts";
import type { OutputMetricAnswer, OutputsAnswer } from "#core/contracts/outputs.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { MARK_COLOUR, MARK_DASH } from "../charts/series-marks.ts";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
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
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-2 text-xs">
          <Key line={<line x1="0" x2="20" y1="5" y2="5" stroke="var(--series-current)" strokeWidth="2" />}>{name}</Key>
          <Key line={<rect width="20" height="10" fill="var(--series-current)" fillOpacity="0.16" />}>95% sampling error</Key>
          {reference !== null && (
            <Key
              line={
                <line x1="0" x2="20" y1="5" y2="5" stroke={MARK_COLOUR.reference} strokeWidth="1.5" strokeDasharray={MARK_DASH.reference} />
              }
            >
              reference {format(reference)}
            </Key>
          )}
        </ul>
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

function Key({ line, children }: { line: React.ReactNode; children: React.ReactNode }) {
  return (
    <li className="tabular inline-flex items-center gap-1.5">
      <svg width="20" height="10" aria-hidden="true">
        {line}
      </svg>
      {children}
    </li>
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
  const cell = "tabular h-7 whitespace-nowrap py-1";
  return (
    <div className="max-h-96 overflow-y-auto">
      <Table label={`${name} over time`} className="text-xs">
        <thead>
          <tr>
            <Th>Step</Th>
            <Th className="text-right">{name}</Th>
            <Th className="text-right">95% band</Th>
            <Th className="text-right">Rests on</Th>
            <Th className="text-right">Predictions</Th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <Tr key={point.start}>
              <Td className={cell} title={formatTime(new Date(point.start), timeZone, "minute")}>
                {bucketLabel(point.start, step, timeZone)}
              </Td>
              <Td className={`${cell} text-right`}>{point.value === null ? "no value" : format(point.value)}</Td>
              <Td className={`${cell} text-right`}>{point.band ? `${format(point.band[0])} to ${format(point.band[1])}` : NO_NUMBER}</Td>
              <Td className={`${cell} text-right`}>{point.predictions === 0 ? "no predictions" : basis(point)}</Td>
              <Td className={`${cell} text-right`}>{formatCount(point.predictions)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
