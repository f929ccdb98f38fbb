"use client";

import { useId, useMemo } from "react";
import { Bar, CartesianGrid, ComposedChart, ReferenceArea, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatCount, formatShare } from "#core/charts/numbers.ts";
import { bucketLabel, timeTicks } from "#core/charts/ticks.ts";
import type { OutputColumn, OutputsAnswer } from "#core/contracts/outputs.ts";
import { AXIS, PLOT } from "../charts/axis.ts";
import { TooltipBox } from "../charts/tooltip-box.tsx";
import { useDragZoom } from "../charts/use-drag-zoom.ts";
import { ClassPatterns, fillsOf } from "./class-fills.tsx";
import { GapPattern } from "./gap-pattern.tsx";
import { gapsOf, zoomSteps } from "./prepare-rates.ts";

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
const SHARES = [0, 0.25, 0.5, 0.75, 1];

/** A bar per step, all of the same height, cut into the shares of the classes. A step without predictions is a gap. */
export function ClassesChart({ answer, column, timeZone, onZoom, id, name }: ClassesChartProps) {
  const hatch = useId();
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
  const { area, handlers } = useDragZoom((a, b) => {
    const span = zoomSteps(points, a, b);
    if (span) onZoom(span.from, span.to);
  });
  const ticks = timeTicks(x.from, x.to, 8, timeZone);
  const labels = new Map(ticks.map(({ time, label }) => [time, label]));
  const fills = fillsOf(column.groups, id);
  return (
    <div
      className="select-none [&_*:focus:not(:focus-visible)]:outline-none [&_.recharts-surface]:cursor-crosshair"
      style={{ height: HEIGHT }}
    >
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: HEIGHT }}>
        <ComposedChart
          data={points}
          margin={{ top: 8, right: PLOT.right, bottom: 0, left: 0 }}
          syncId={`outputs ${answer.model}`}
          syncMethod="value"
          barCategoryGap={1}
          desc={name}
          {...handlers}
        >
          <ClassPatterns id={id} />
          <GapPattern id={hatch} />
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis
            dataKey="time"
            type="number"
            scale="time"
            domain={[x.from, x.to]}
            allowDataOverflow
            ticks={ticks.map(({ time }) => time)}
            tickFormatter={(time: number) => labels.get(time) ?? ""}
            interval="preserveStart"
            minTickGap={14}
            {...AXIS}
          />
          <YAxis
            width={PLOT.left}
            domain={[0, 1]}
            ticks={SHARES}
            tickFormatter={(share: number) => `${share * 100}%`}
            interval={0}
            allowDataOverflow
            {...AXIS}
            axisLine={false}
          />
          {gapsOf(points, x).map((gap) => (
            <ReferenceArea key={gap.from} x1={gap.from} x2={gap.to} fill={`url(#${hatch})`} strokeOpacity={0} ifOverflow="hidden" />
          ))}
          {column.groups.map((group, g) => (
            <Bar
              key={`${group.kind} ${group.label}`}
              dataKey={`g${g}`}
              name={group.label}
              stackId="shares"
              fill={fills[g] as string}
              isAnimationActive={false}
            />
          ))}
          {area && <ReferenceArea x1={area[0]} x2={area[1]} fill="var(--accent)" fillOpacity={0.15} stroke="var(--accent)" />}
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: "var(--line-strong)", fillOpacity: 0.25 }}
            filterNull={false}
            content={({ active, activeIndex }) => {
              const point = active ? points[Number(activeIndex)] : undefined;
              if (!point) return null;
              return (
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
              );
            }}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}
