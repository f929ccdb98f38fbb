"use client";

import { useMemo } from "react";
import { countOf, formatNumber, NO_NUMBER, withUnit } from "#core/charts/numbers.ts";
import { bucketLabel } from "#core/charts/ticks.ts";
import type { OutputColumn, OutputsAnswer } from "#core/contracts/outputs.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { prepareQuantiles } from "./prepare-quantiles.ts";
import { RatesChart } from "./rates-chart.tsx";

interface QuantilesPanelProps {
  answer: OutputsAnswer;
  column: OutputColumn;
  timeZone: string;
  onZoom: (from: number, to: number) => void;
}

/** Predicted numbers over time: their median, and where the middle 80 % lie. */
export function QuantilesPanel({ answer, column, timeZone, onZoom }: QuantilesPanelProps) {
  const data = useMemo(() => prepareQuantiles(answer, column), [answer, column]);
  const label = column.name === "prediction" ? "Predictions over time" : `${column.name} over time`;
  const format = (value: number | null) => (value === null ? NO_NUMBER : withUnit(formatNumber(value), column.unit));
  const means =
    column.current_mean === null
      ? "No values in this window."
      : column.reference_mean === null
        ? `Mean ${format(column.current_mean)}.`
        : `Mean ${format(column.reference_mean)} then, ${format(column.current_mean)} now.`;
  return (
    <ChartFrame
      title={
        <span className="inline-flex flex-wrap items-center gap-2">
          {label} <VerdictBadge verdict={column.verdict} />
        </span>
      }
      label={label}
      level={2}
      summary={`${means} ${column.reason}`}
      legend={
        <p className="mt-2 text-ink-2 text-xs">
          Line: median. Band: from the 10th to the 90th percentile.{column.reference_mean !== null && " Dashed: the reference's mean."}
        </p>
      }
      table={<QuantilesTable answer={answer} column={column} timeZone={timeZone} format={format} />}
    >
      <RatesChart
        data={data}
        step={answer.step}
        reference={column.reference_mean}
        timeZone={timeZone}
        format={format}
        name="Median"
        syncId={`outputs ${answer.model}`}
        onZoom={onZoom}
        completeUntil={Date.parse(answer.complete_until)}
        basis={({ n }) => countOf(n, "prediction")}
      />
    </ChartFrame>
  );
}

function QuantilesTable({
  answer,
  column,
  timeZone,
  format,
}: Omit<QuantilesPanelProps, "onZoom"> & { format: (value: number | null) => string }) {
  const cell = "tabular h-7 whitespace-nowrap py-1";
  return (
    <div className="max-h-96 overflow-y-auto">
      <Table label={`${column.name} by step`} className="text-xs">
        <thead>
          <tr>
            <Th>Step</Th>
            <Th className="text-right">Mean</Th>
            <Th className="text-right">p10</Th>
            <Th className="text-right">Median</Th>
            <Th className="text-right">p90</Th>
            <Th className="text-right">Predictions</Th>
          </tr>
        </thead>
        <tbody>
          {answer.steps.map((step, i) => {
            const { mean, p10, p50, p90, n } = column.steps[i]!;
            return (
              <Tr key={step.time}>
                <Td className={cell}>{bucketLabel(Date.parse(step.time), answer.step, timeZone)}</Td>
                {[mean, p10, p50, p90].map((value, q) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: four columns that never move
                  <Td key={q} className={`${cell} text-right`}>
                    {format(value)}
                  </Td>
                ))}
                <Td className={`${cell} text-right`}>{n === 0 ? "none" : n.toLocaleString("en-US")}</Td>
              </Tr>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}
