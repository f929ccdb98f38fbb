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
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import { AXIS, PLOT } from "../charts/axis.ts";
import { MARK_COLOUR, MARK_DASH } from "../charts/series-marks.ts";
import { TooltipBox } from "../charts/tooltip-box.tsx";
import { useDragZoom } from "../charts/use-drag-zoom.ts";
import { coverageText } from "./coverage-text.ts";
import { DetectorLanes, lanesHeight } from "./detector-lanes.tsx";
import { calledWithin, type DetectorLane } from "./detector-marks.ts";
import { type PerformancePoint, type PreparedPerformance, zoomSteps } from "./prepare-performance.ts";

interface PerformanceChartProps {
  data: PreparedPerformance;
  step: PerformanceAnswer["step"];
  reference: number | null;
  timeZone: string;
  format: (value: number | null) => string;
  /** Turns the plain numbers of the axis into what stands beside it. */
  axisText: (value: number) => string;
  name: string;
  syncId: string;
  onZoom: (from: number, to: number) => void;
  description: string;
  completeUntil: number;
  /** What streaming detectors called, above the plot. */
  lanes: readonly DetectorLane[];
}

const HEIGHT = 260;

/** A metric over time: realised solid with its band, estimated dashed with its own, hollow points where labels are still to come. */
export function PerformanceChart(props: PerformanceChartProps) {
  const { data, step, reference, timeZone, format, axisText, name, syncId, onZoom, description, completeUntil, lanes } = props;
  const hatch = useId();
  const { points, x, y } = data;
  const { area, handlers } = useDragZoom((a, b) => {
    const span = zoomSteps(points, a, b);
    if (span) onZoom(span.from, span.to);
  });
  const ticks = timeTicks(x.from, x.to, 8, timeZone);
  const labels = new Map(ticks.map(({ time, label }) => [time, label]));
  const dense = points.length > 150;
  const axes = { isAnimationActive: false, activeDot: false, stroke: "none" } as const;
  return (
    <div
      className="select-none [&_*:focus:not(:focus-visible)]:outline-none [&_.recharts-surface]:cursor-crosshair"
      style={{ height: HEIGHT + lanesHeight(lanes) }}
    >
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: HEIGHT }}>
        <ComposedChart
          data={points}
          margin={{ top: 8 + lanesHeight(lanes), right: PLOT.right, bottom: 0, left: 0 }}
          syncId={syncId}
          syncMethod="value"
          desc={description}
          {...handlers}
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
            width={PLOT.left}
            domain={[y.min, y.max]}
            allowDataOverflow
            ticks={y.ticks}
            tickFormatter={axisText}
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
          <Area dataKey="estimateBand" fill="var(--series-3)" fillOpacity={0.13} connectNulls={false} {...axes} />
          <Area dataKey="band" fill="var(--series-current)" fillOpacity={0.16} connectNulls={false} {...axes} />
          <Line
            dataKey="estimate"
            type="linear"
            stroke="var(--series-3)"
            strokeWidth={1.5}
            strokeDasharray="5 3"
            connectNulls={false}
            isAnimationActive={false}
            activeDot={{ r: 5, fill: "none", stroke: "var(--series-3)" }}
            dot={(dot: DotItemDotProps) => <Lone key={dot.index} dot={dot} points={points} />}
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
          <DetectorLanes lanes={lanes} />
          {area && <ReferenceArea x1={area[0]} x2={area[1]} fill="var(--accent)" fillOpacity={0.15} stroke="var(--accent)" />}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-strong)", strokeWidth: 1 }}
            filterNull={false}
            content={({ active, activeIndex }) => {
              const point = active ? points[Number(activeIndex)] : undefined;
              return point ? (
                <PointTooltip
                  point={point}
                  title={bucketLabel(point.start, step, timeZone)}
                  name={name}
                  format={format}
                  called={calledWithin(lanes, point.start, point.end)}
                />
              ) : null;
            }}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Filled where labels are (nearly) all here, hollow where they are still to come. */
function Dot({ dot, point, dense }: { dot: DotItemDotProps; point: PerformancePoint | undefined; dense: boolean }) {
  if (!point || point.value === null || dot.cx === undefined || dot.cy === undefined) return null;
  if (dense && !point.provisional) return null;
  const fill = point.provisional ? "var(--bg)" : "var(--series-current)";
  return <circle cx={dot.cx} cy={dot.cy} r={dense ? 2 : 3.25} fill={fill} stroke="var(--series-current)" strokeWidth={1.5} />;
}

/** An estimate between two gaps has no line to be seen by. */
function Lone({ dot, points }: { dot: DotItemDotProps; points: readonly PerformancePoint[] }) {
  const at = (i: number) => points[i]?.estimate ?? null;
  if (at(dot.index) === null || at(dot.index - 1) !== null || at(dot.index + 1) !== null || dot.cx === undefined || dot.cy === undefined)
    return null;
  return <rect x={dot.cx - 3} y={dot.cy - 3} width={6} height={6} fill="var(--bg)" stroke="var(--series-3)" strokeWidth={1.5} />;
}

interface PointTooltipProps {
  point: PerformancePoint;
  title: string;
  name: string;
  format: (value: number | null) => string;
  called: ReturnType<typeof calledWithin>;
}

function PointTooltip({ point, title, name, format, called }: PointTooltipProps) {
  const range = (band: [number, number] | null) => band && ` (${format(band[0])} to ${format(band[1])})`;
  return (
    <TooltipBox title={title}>
      {point.predictions === 0 ? (
        <p>No predictions</p>
      ) : (
        <>
          <p className="text-ink">
            {name} {point.value === null ? "not known" : format(point.value)}
            {range(point.band)}
          </p>
          {point.value === null && point.reason && <p>{point.reason}</p>}
          {point.estimate !== null && (
            <p>
              estimated {format(point.estimate)}
              {range(point.estimateBand)}
            </p>
          )}
          <p>{coverageText(point)}</p>
          {point.provisional && <p>provisional: labels are still to come</p>}
        </>
      )}
      {called.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </TooltipBox>
  );
}
