"use client";

import { memo, type ReactNode, useId, useMemo } from "react";
import {
  CartesianGrid,
  ComposedChart,
  DefaultZIndexes,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  useChartWidth,
  XAxis,
  YAxis,
} from "recharts";
import { cn } from "#client/cn.ts";
import { timeTicks } from "#core/charts/ticks.ts";
import { AXIS, PLOT } from "./axis.ts";
import { type Span, type TimedPoint, zoomSpan } from "./spans.ts";
import { useDragZoom } from "./use-drag-zoom.ts";
import { plotLeft, type ValueAxis } from "./value-axis.ts";

const TOP = 8;
const TIME_AXIS = 30;
/** Room for one label of the axis of times, and the most of them. */
const TIME_LABEL = 46;
const MOST_TIMES = 8;

/** Among so many bars the room between them would take their colour away. */
const MANY_BARS = 120;

/** Where the plot of a chart so high lies, px from its top: for what is laid over it. */
export const plotBox = (height: number) => ({ top: TOP, height: height - TOP - TIME_AXIS });

/** What is drawn, as it was prepared. */
interface PlotData<P extends TimedPoint> {
  points: readonly P[];
  x: Span;
  y: ValueAxis;
  /** Stretches without a value. */
  gaps: readonly Span[];
}

interface TimePlotProps<P extends TimedPoint> {
  data: PlotData<P>;
  timeZone: string;
  height: number;
  /** Names the chart for a screen reader. */
  description: string;
  /** What is said of a point, under the pointer or on the way through by arrow keys. */
  tooltip: (point: P) => ReactNode;
  /** Lines, bands and marks, drawn over the gaps. */
  children: ReactNode;
  /** Left free above the plot, for marks of the chart's own. */
  above?: number;
  /** Room for the labels of values, where it is not these labels alone that need it. */
  left?: number;
  /** Nothing after this is complete yet (ms). */
  completeUntil?: number;
  /** Charts with the same id share their crosshair. */
  syncId?: string;
  /** Gets the stretch that was dragged over. Absent: there is nothing to zoom. */
  onZoom?: (from: number, to: number) => void;
  /** Why there is nothing to see, said in the plot; null: there is. */
  empty?: string | null;
  /** Made of bars: the crosshair is as wide as one. */
  bars?: boolean;
}

/**
 * The frame of every chart over time: axes, grid, hatched gaps, the end of what is complete, crosshair, tooltip, drag to zoom. It draws and decides
 * nothing: what is a gap, where the axis ends and what a number is called was prepared before.
 */
export function TimePlot<P extends TimedPoint>(props: TimePlotProps<P>) {
  const { timeZone, height, description, tooltip, children } = props;
  const { points, x, y, gaps } = props.data;
  const { above = 0, left = plotLeft(y.labels), completeUntil, syncId, onZoom, empty = null, bars = false } = props;
  const hatch = useId();
  const { area, handlers } = useDragZoom((a, b) => {
    const span = zoomSpan(points, a, b);
    if (span) onZoom?.(span.from, span.to);
  });
  const zooms = onZoom !== undefined && points.length > 1;
  return (
    <div
      className={cn("relative select-none [&_*:focus:not(:focus-visible)]:outline-none", zooms && "[&_.recharts-surface]:cursor-crosshair")}
      style={{ height: height + above }}
    >
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: height + above }}>
        <ComposedChart
          data={points}
          margin={{ top: TOP + above, right: PLOT.right, bottom: 0, left: 0 }}
          aria-label={description}
          {...(syncId !== undefined && { syncId, syncMethod: "value" as const })}
          {...(bars && { barCategoryGap: points.length > MANY_BARS ? 0 : 1 })}
          {...(zooms && handlers)}
        >
          <GapPattern id={hatch} />
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <TimeAxis from={x.from} to={x.to} timeZone={timeZone} left={left} />
          <Values axis={y} left={left} />
          {gaps.map((gap) => (
            <ReferenceArea key={gap.from} x1={gap.from} x2={gap.to} fill={`url(#${hatch})`} strokeOpacity={0} ifOverflow="hidden" />
          ))}
          {completeUntil !== undefined && completeUntil < x.to && completeUntil > x.from && (
            <ReferenceLine x={completeUntil} stroke="var(--line-strong)" strokeDasharray="1 3" ifOverflow="hidden" />
          )}
          {children}
          {area && (
            <ReferenceArea
              x1={area[0]}
              x2={area[1]}
              fill="var(--accent)"
              fillOpacity={0.15}
              stroke="var(--accent)"
              zIndex={DefaultZIndexes.line}
            />
          )}
          <Tooltip
            isAnimationActive={false}
            cursor={bars ? { fill: "var(--line-strong)", fillOpacity: 0.25 } : { stroke: "var(--line-strong)", strokeWidth: 1 }}
            filterNull={false}
            content={({ active, activeIndex }) => {
              const point = active ? points[Number(activeIndex)] : undefined;
              return point ? <div role="status">{tooltip(point)}</div> : null;
            }}
          />
        </ComposedChart>
      </ResponsiveContainer>
      {empty !== null && (
        <p
          className="pointer-events-none absolute inset-x-0 flex items-center justify-center text-pretty text-center text-ink-2 text-xs"
          style={{ top: TOP + above, bottom: TIME_AXIS, paddingLeft: left, paddingRight: PLOT.right }}
        >
          <span className="rounded bg-bg px-2 py-1">{empty}</span>
        </p>
      )}
    </div>
  );
}

/** The hatching of stretches without a value, for `fill="url(#id)"`. */
function GapPattern({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line x1="0" y1="0" x2="0" y2="6" stroke="var(--line-strong)" strokeWidth="1" opacity="0.45" />
      </pattern>
    </defs>
  );
}

/** As many times as there is room for. Axes tell the chart when a setting is new, so theirs are kept between renders. */
const TimeAxis = memo(function TimeAxis({ from, to, timeZone, left }: Span & { timeZone: string; left: number }) {
  const width = (useChartWidth() ?? 0) - left - PLOT.right;
  const most = Math.max(2, Math.min(MOST_TIMES, Math.floor(width / TIME_LABEL)));
  const { times, text } = useMemo(() => {
    const ticks = timeTicks(from, to, most, timeZone);
    const labels = new Map(ticks.map(({ time, label }) => [time, label]));
    return { times: ticks.map(({ time }) => time), text: (time: number) => labels.get(time) ?? "" };
  }, [from, to, most, timeZone]);
  return (
    <XAxis
      dataKey="time"
      type="number"
      scale="time"
      domain={[from, to]}
      allowDataOverflow
      height={TIME_AXIS}
      ticks={times}
      tickFormatter={text}
      interval="preserveStart"
      minTickGap={8}
      {...AXIS}
    />
  );
});

const Values = memo(function Values({ axis, left }: { axis: ValueAxis; left: number }) {
  const text = useMemo(() => {
    const labels = new Map(axis.ticks.map((tick, i) => [tick, axis.labels[i] ?? ""]));
    return (value: number) => labels.get(value) ?? "";
  }, [axis]);
  return (
    <YAxis
      width={left}
      domain={[axis.min, axis.max]}
      allowDataOverflow
      ticks={axis.ticks}
      tickFormatter={text}
      interval={0}
      {...AXIS}
      axisLine={false}
    />
  );
});
