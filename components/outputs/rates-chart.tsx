"use client";

import { useId } from "react";
import {
  Area,
  CartesianGrid,
  ComposedChart,
  type DotItemDotProps,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { bucketLabel, timeTicks } from "#core/charts/ticks.ts";
import type { OutputsAnswer } from "#core/contracts/outputs.ts";
import { AXIS, PLOT } from "../charts/axis.ts";
import { MARK_COLOUR, MARK_DASH } from "../charts/series-marks.ts";
import { TooltipBox } from "../charts/tooltip-box.tsx";
import { useDragZoom } from "../charts/use-drag-zoom.ts";
import { GapPattern } from "./gap-pattern.tsx";
import { type PreparedRates, type RatePoint, zoomSteps } from "./prepare-rates.ts";

interface RatesChartProps {
  data: PreparedRates;
  step: OutputsAnswer["step"];
  reference: number | null;
  timeZone: string;
  format: (value: number | null) => string;
  name: string;
  syncId: string;
  onZoom: (from: number, to: number) => void;
  completeUntil: number;
  /** What a point rests on. */
  basis: (point: RatePoint) => string;
}

const HEIGHT = 240;

/** One metric over time with its band; the reference's value as a dashed line. */
export function RatesChart({ data, step, reference, timeZone, format, name, syncId, onZoom, completeUntil, basis }: RatesChartProps) {
  const hatch = useId();
  const { points, x, y } = data;
  const { area, handlers } = useDragZoom((a, b) => {
    const span = zoomSteps(points, a, b);
    if (span) onZoom(span.from, span.to);
  });
  const ticks = timeTicks(x.from, x.to, 8, timeZone);
  const timeLabels = new Map(ticks.map(({ time, label }) => [time, label]));
  const valueLabels = new Map(y.ticks.map((tick, i) => [tick, y.labels[i] ?? ""]));
  const dense = points.length > 150;
  return (
    <div
      className="select-none [&_*:focus:not(:focus-visible)]:outline-none [&_.recharts-surface]:cursor-crosshair"
      style={{ height: HEIGHT }}
    >
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: HEIGHT }}>
        <ComposedChart
          data={points}
          margin={{ top: 8, right: PLOT.right, bottom: 0, left: 0 }}
          syncId={syncId}
          syncMethod="value"
          desc={`${name} over time`}
          {...handlers}
        >
          <GapPattern id={hatch} />
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis
            dataKey="time"
            type="number"
            scale="time"
            domain={[x.from, x.to]}
            allowDataOverflow
            ticks={ticks.map(({ time }) => time)}
            tickFormatter={(time: number) => timeLabels.get(time) ?? ""}
            interval="preserveStart"
            minTickGap={14}
            {...AXIS}
          />
          <YAxis
            width={PLOT.left}
            domain={[y.min, y.max]}
            allowDataOverflow
            ticks={y.ticks}
            tickFormatter={(tick: number) => valueLabels.get(tick) ?? ""}
            interval={0}
            {...AXIS}
            axisLine={false}
          />
          {data.gaps.map((gap) => (
            <ReferenceArea key={gap.from} x1={gap.from} x2={gap.to} fill={`url(#${hatch})`} strokeOpacity={0} ifOverflow="hidden" />
          ))}
          {completeUntil < x.to && completeUntil > x.from && (
            <ReferenceLine x={completeUntil} stroke="var(--line-strong)" strokeDasharray="1 3" ifOverflow="hidden" />
          )}
          {reference !== null && (
            <ReferenceLine y={reference} stroke={MARK_COLOUR.reference} strokeDasharray={MARK_DASH.reference} ifOverflow="hidden" />
          )}
          <Area
            dataKey="band"
            fill="var(--series-current)"
            fillOpacity={0.16}
            stroke="none"
            connectNulls={false}
            isAnimationActive={false}
            activeDot={false}
          />
          <Line
            dataKey="value"
            name={name}
            type="linear"
            stroke="var(--series-current)"
            strokeWidth={1.75}
            connectNulls={false}
            isAnimationActive={false}
            activeDot={{ r: 6, fill: "none", stroke: "var(--ink)", strokeWidth: 1.5 }}
            dot={(dot: DotItemDotProps) => <Dot key={dot.index} dot={dot} point={points[dot.index]} dense={dense} />}
          />
          {area && <ReferenceArea x1={area[0]} x2={area[1]} fill="var(--accent)" fillOpacity={0.15} stroke="var(--accent)" />}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-strong)", strokeWidth: 1 }}
            filterNull={false}
            content={({ active, activeIndex }) => {
              const point = active ? points[Number(activeIndex)] : undefined;
              if (!point) return null;
              return (
                <TooltipBox title={bucketLabel(point.start, step, timeZone)}>
                  {point.predictions === 0 ? (
                    <p>No predictions</p>
                  ) : (
                    <>
                      <p className="text-ink">
                        {name} {point.value === null ? "not known" : format(point.value)}
                        {point.band && ` (${format(point.band[0])} to ${format(point.band[1])})`}
                      </p>
                      <p>{basis(point)}</p>
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

function Dot({ dot, point, dense }: { dot: DotItemDotProps; point: RatePoint | undefined; dense: boolean }) {
  if (dense || !point || point.value === null || dot.cx === undefined || dot.cy === undefined) return null;
  return <circle cx={dot.cx} cy={dot.cy} r={2.75} fill="var(--series-current)" />;
}
