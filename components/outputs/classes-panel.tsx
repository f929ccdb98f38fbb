"use client";

import { useId } from "react";
import { formatCount, formatPoints, formatShare, NO_NUMBER } from "#core/charts/numbers.ts";
import { bucketLabel } from "#core/charts/ticks.ts";
import type { OutputColumn, OutputsAnswer } from "#core/contracts/outputs.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { Tr } from "../ui/table.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { Swatch } from "./class-fills.tsx";
import { ClassesChart } from "./classes-chart.tsx";

interface ClassesPanelProps {
  answer: OutputsAnswer;
  column: OutputColumn;
  timeZone: string;
  onZoom: (from: number, to: number) => void;
}

/** What the model said over time: the share of each class in every step. */
export function ClassesPanel({ answer, column, timeZone, onZoom }: ClassesPanelProps) {
  const id = useId();
  const label = column.name === "prediction" ? "Predictions over time" : `${column.name} over time`;
  return (
    <ChartFrame
      title={
        <span className="inline-flex flex-wrap items-center gap-2">
          {label} <VerdictBadge verdict={column.verdict} />
        </span>
      }
      label={label}
      level={2}
      summary={`${movesOf(column)} ${column.reason}`}
      legend={
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-2 text-xs">
          {column.groups.map((group, i) => (
            <li key={`${group.kind} ${group.label}`} className="tabular inline-flex min-w-0 items-center gap-1.5">
              <Swatch groups={column.groups} index={i} id={id} />
              <span className="max-w-48 truncate">{group.label}</span> {formatShare(group.current_share)}
            </li>
          ))}
        </ul>
      }
      table={<SharesTable answer={answer} column={column} timeZone={timeZone} />}
    >
      <ClassesChart answer={answer} column={column} timeZone={timeZone} onZoom={onZoom} id={id} name={label} />
    </ChartFrame>
  );
}

/** The largest changes of share since the reference, in words. */
export function movesOf({ groups }: Pick<OutputColumn, "groups">): string {
  const moves = groups
    .flatMap(({ label, reference_share, current_share }) =>
      reference_share === null || current_share === null ? [] : [{ label, was: reference_share, is: current_share }],
    )
    .sort((a, b) => Math.abs(b.is - b.was) - Math.abs(a.is - a.was))
    .slice(0, 2);
  if (moves.length > 0)
    return `Largest moves since the reference: ${moves.map(({ label, was, is }) => `${label} ${formatShare(was)} to ${formatShare(is)} (${formatPoints(is - was)})`).join(", ")}.`;
  const known = groups.flatMap(({ label, current_share }) => (current_share === null ? [] : [{ label, is: current_share }]));
  return known.length === 0
    ? "No predictions in this window."
    : `${known.map(({ label, is }) => `${label} ${formatShare(is)}`).join(", ")}.`;
}

function SharesTable({ answer, column, timeZone }: Omit<ClassesPanelProps, "onZoom">) {
  const row = (name: string, shares: readonly (number | null)[] | null, n: number) => (
    <Tr key={name}>
      <ChartCell>{name}</ChartCell>
      {column.groups.map((group, i) => (
        <ChartCell key={`${group.kind} ${group.label}`} end>
          {shares ? formatShare(shares[i]) : NO_NUMBER}
        </ChartCell>
      ))}
      <ChartCell end>{n === 0 ? "none" : formatCount(n)}</ChartCell>
    </Tr>
  );
  return (
    <ChartTable label="Shares by step" heads={["Step", ...column.groups.map(({ label }) => figures(label)), figures("Predictions")]}>
      {column.reference_n > 0 &&
        row(
          "Reference",
          column.groups.map((group) => group.reference_share),
          column.reference_n,
        )}
      {answer.steps.map((step, i) => {
        const own = column.steps[i]!;
        return row(bucketLabel(Date.parse(step.time), answer.step, timeZone), own.shares, own.n);
      })}
    </ChartTable>
  );
}
