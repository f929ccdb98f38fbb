"use client";

import { useMemo } from "react";
import { countOf, formatCount, formatNumber, NO_NUMBER, withUnit } from "#core/charts/numbers.ts";
import { bucketLabel } from "#core/charts/ticks.ts";
import type { OutputColumn, OutputsAnswer } from "#core/contracts/outputs.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { Tr } from "../ui/table.tsx";
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
  return (
    <ChartTable label={`${column.name} by step`} heads={["Step", ...["Mean", "p10", "Median", "p90", "Predictions"].map(figures)]}>
      {answer.steps.map((step, i) => {
        const { mean, p10, p50, p90, n } = column.steps[i]!;
        return (
          <Tr key={step.time}>
            <ChartCell>{bucketLabel(Date.parse(step.time), answer.step, timeZone)}</ChartCell>
            <ChartCell end>{format(mean)}</ChartCell>
            <ChartCell end>{format(p10)}</ChartCell>
            <ChartCell end>{format(p50)}</ChartCell>
            <ChartCell end>{format(p90)}</ChartCell>
            <ChartCell end>{n === 0 ? "none" : formatCount(n)}</ChartCell>
          </Tr>
        );
      })}
    </ChartTable>
  );
}
