"use client";

import { useId } from "react";
import {
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
import { formatTime } from "#client/format.ts";
import { countOf } from "#core/charts/numbers.ts";
import { timeTicks } from "#core/charts/ticks.ts";
import { statusWord } from "../alarms/status-badge.tsx";
import { AXIS, PLOT } from "../charts/axis.ts";
import { MARK_COLOUR, MARK_DASH } from "../charts/series-marks.ts";
import { TooltipBox } from "../charts/tooltip-box.tsx";
import type { IncidentPoint, PreparedIncident } from "./prepare-incident.ts";

interface IncidentChartProps {
  data: PreparedIncident;
  timeZone: string;
  format: (value: number | null) => string;
  axisText: (value: number) => string;
  name: string;
  syncId: string;
  description: string;
}

const HEIGHT = 240;

/** The value around an incident: the limit, the time in which it fired, and the moment at which it began. */
export function IncidentChart({ data, timeZone, format, axisText, name, syncId, description }: IncidentChartProps) {
  const hatch = useId();
  const { points, x, y, firing, gaps, lower, upper, critical } = data;
  const ticks = timeTicks(x.from, x.to, 7, timeZone);
  const labels = new Map(ticks.map(({ time, label }) => [time, label]));
  const dense = points.length > 150;
  return (
    <div className="select-none [&_*:focus:not(:focus-visible)]:outline-none" style={{ height: HEIGHT }}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: HEIGHT }}>
        <ComposedChart
          data={points}
          margin={{ top: 8, right: PLOT.right, bottom: 0, left: 0 }}
          syncId={syncId}
          syncMethod="value"
          desc={description}
        >
          <defs>
            <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <line x1="0" y1="0" x2="0" y2="6" stroke="var(--line-strong)" strokeWidth="1" opacity="0.45" />
            </pattern>
          </defs>
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
            width={PLOT.left + 12}
            domain={[y.min, y.max]}
            allowDataOverflow
            ticks={y.ticks}
            tickFormatter={axisText}
            interval={0}
            {...AXIS}
            axisLine={false}
          />
          <ReferenceArea x1={firing.from} x2={firing.to} fill="var(--drift)" fillOpacity={0.1} strokeOpacity={0} ifOverflow="hidden" />
          {gaps.map((gap) => (
            <ReferenceArea key={gap.from} x1={gap.from} x2={gap.to} fill={`url(#${hatch})`} strokeOpacity={0} ifOverflow="hidden" />
          ))}
          <ReferenceLine x={firing.from} stroke="var(--drift)" strokeWidth={1.5} ifOverflow="hidden" />
          {[lower, upper].map(
            (limit) =>
              limit !== null && (
                <ReferenceLine
                  key={limit}
                  y={limit}
                  stroke={MARK_COLOUR.warning}
                  strokeDasharray={MARK_DASH.drift}
                  strokeWidth={1.25}
                  ifOverflow="hidden"
                />
              ),
          )}
          {critical !== null && (
            <ReferenceLine
              y={critical}
              stroke={MARK_COLOUR.drift}
              strokeDasharray={MARK_DASH.warning}
              strokeWidth={1.25}
              ifOverflow="hidden"
            />
          )}
          <Line
            dataKey="value"
            name={name}
            type="linear"
            stroke="var(--series-current)"
            strokeWidth={1.5}
            connectNulls={false}
            isAnimationActive={false}
            activeDot={{ r: 6, fill: "none", stroke: "var(--ink)", strokeWidth: 1.5 }}
            dot={(dot: DotItemDotProps) => <Dot key={dot.index} cx={dot.cx} cy={dot.cy} point={points[dot.index]} dense={dense} />}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-strong)", strokeWidth: 1 }}
            filterNull={false}
            content={({ active, activeIndex }) => {
              const point = active ? points[Number(activeIndex)] : undefined;
              return point ? (
                <TooltipBox title={formatTime(new Date(point.time), timeZone, "minute")}>
                  <p className="text-ink">{point.value === null ? "no value" : `${name} ${format(point.value)}`}</p>
                  <p>
                    {statusWord(point.status).toLowerCase()} · {countOf(point.n, "record")}
                  </p>
                </TooltipBox>
              ) : null;
            }}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Slots in which it fired are square, the others round: colour is not the only sign. */
function Dot({
  cx,
  cy,
  point,
  dense,
}: {
  cx?: number | undefined;
  cy?: number | undefined;
  point: IncidentPoint | undefined;
  dense: boolean;
}) {
  if (!point || point.value === null || cx === undefined || cy === undefined) return null;
  const fires = point.status === "firing" || point.status === "recovering";
  if (fires) return <rect x={cx - 3} y={cy - 3} width={6} height={6} fill="var(--drift)" />;
  return dense ? null : <circle cx={cx} cy={cy} r={2} fill="var(--series-current)" />;
}
