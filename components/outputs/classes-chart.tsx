"use client";

import { useMemo } from "react";
import { Bar } from "recharts";
import { formatCount, formatShare } from "#core/charts/numbers.ts";
import { bucketLabel } from "#core/charts/ticks.ts";
import type { OutputColumn, OutputsAnswer } from "#core/contracts/outputs.ts";
import { TimePlot } from "../charts/time-plot.tsx";
import { TooltipBox } from "../charts/tooltip-box.tsx";
import { axisOfTicks, shareLabels } from "../charts/value-axis.ts";
import { ClassPatterns, fillsOf } from "./class-fills.tsx";
import { noPredictions } from "./prepare-rates.ts";

interface ClassesChartProps {
  answer: OutputsAnswer;
  column: OutputColumn;
  timeZone: string;
  onZoom: (from: number, to: number) => void;
  /** Prefix of the patterns' names. */
  id: string;
  name: string;
}

const HEIGHT = 240;
/** Width of a bar without neighbours, px. */
const ALONE = 40;
const SHARES = [0, 0.25, 0.5, 0.75, 1];
const AXIS = axisOfTicks(SHARES, shareLabels(SHARES));

/** A bar per step, all of the same height, cut into the shares of the classes. A step without predictions is a gap. */
export function ClassesChart({ answer, column, timeZone, onZoom, id, name }: ClassesChartProps) {
  const x = useMemo(() => ({ from: Date.parse(answer.window.from), to: Date.parse(answer.window.to) }), [answer]);
  const points = useMemo(
    () =>
      answer.steps.map((step, i) => {
        const [start, end] = [Date.parse(step.time), Date.parse(step.time_end)];
        const { n, shares } = column.steps[i]!;
        return {
          time: (start + end) / 2,
          start,
          end,
          predictions: n,
          shares,
          ...Object.fromEntries((shares ?? []).map((share, g) => [`g${g}`, share])),
        };
      }),
    [answer, column],
  );
  const fills = fillsOf(column.groups, id);
  return (
    <TimePlot
      data={{ points, x, y: AXIS, gaps: noPredictions(points, x) }}
      timeZone={timeZone}
      height={HEIGHT}
      description={name}
      syncId={`outputs ${answer.model}`}
      onZoom={onZoom}
      completeUntil={Date.parse(answer.complete_until)}
      empty={points.some(({ shares }) => shares !== null) ? null : "No predictions in this window"}
      bars
      tooltip={(point) => (
        <TooltipBox title={bucketLabel(point.start, answer.step, timeZone)}>
          {point.shares === null ? (
            <p>No predictions</p>
          ) : (
            <>
              {column.groups.map((group, g) => (
                <p key={`${group.kind} ${group.label}`}>
                  {group.label} {formatShare(point.shares![g])}
                </p>
              ))}
              <p className="text-ink">of {formatCount(point.predictions)}</p>
            </>
          )}
        </TooltipBox>
      )}
    >
      <ClassPatterns id={id} />
      {column.groups.map((group, g) => (
        <Bar
          key={`${group.kind} ${group.label}`}
          dataKey={`g${g}`}
          name={group.label}
          stackId="shares"
          fill={fills[g] as string}
          isAnimationActive={false}
          // Their width is the distance between neighbours; one alone has none.
          barSize={points.length === 1 ? ALONE : undefined}
        />
      ))}
    </TimePlot>
  );
}
