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
import { formatTime } from "#client/format.ts";
import { formatCount } from "#core/charts/numbers.ts";
import { timeTicks } from "#core/charts/ticks.ts";
import { AXIS, PLOT } from "./axis.ts";
import { type PreparedSeries, type SeriesPoint, zoomSpan } from "./prepare-series.ts";
import { MARK_COLOUR, MARK_DASH, type Mark } from "./series-marks.ts";
import { TooltipBox } from "./tooltip-box.tsx";
import { useDragZoom } from "./use-drag-zoom.ts";
import { VerdictDot } from "./verdict-dot.tsx";
import { VERDICT_WORDS } from "./words.ts";

interface SeriesChartProps {
  series: PreparedSeries;
  /** Thresholds and other levels to hold the line against. */
  marks: readonly Mark[];
  timeZone: string;
  format: (value: number | null) => string;
  name: string;
  /** Charts with the same id share their crosshair. */
  syncId: string;
  onZoom: (from: number, to: number) => void;
  height?: number;
  description: string;
  /** Nothing after this is complete yet (ms). */
  completeUntil: number;
}

function bucketText(point: SeriesPoint, timeZone: string): string {
  const precision = point.end - point.start >= 86_400_000 ? "day" : "minute";
  const from = formatTime(new Date(point.start), timeZone, precision);
  if (point.end - point.start <= 86_400_000 + 3_600_000 && precision === "day") return from;
  return `${from} to ${formatTime(new Date(point.end), timeZone, precision)}`;
}

/** One statistic over time: gaps stay gaps, thresholds are drawn, points carry their verdict in their shape. Drag to zoom. */
export function SeriesChart(props: SeriesChartProps) {
  const { series, marks, timeZone, format, name, syncId, onZoom, height = 220, description, completeUntil } = props;
  const hatch = useId();
  const { area, handlers } = useDragZoom((a, b) => {
    const span = zoomSpan(series.points, a, b);
    if (span) onZoom(span.from, span.to);
  });
  const ticks = timeTicks(series.x.from, series.x.to, 8, timeZone);
  const labels = new Map(ticks.map(({ time, label }) => [time, label]));
  const yLabels = new Map(series.y.ticks.map((tick, i) => [tick, series.y.labels[i] ?? ""]));
  const hasBand = series.points.some(({ band }) => band !== null && band[0] !== band[1]);
  const drawn = marks.filter(({ value }) => !series.thresholdsOff.includes(value));
  return (
    <div className="select-none [&_*:focus:not(:focus-visible)]:outline-none [&_.recharts-surface]:cursor-crosshair" style={{ height }}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height }}>
        <ComposedChart
          data={series.points}
          margin={{ top: 8, right: PLOT.right, bottom: 0, left: 0 }}
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
            domain={[series.x.from, series.x.to]}
            allowDataOverflow
            ticks={ticks.map(({ time }) => time)}
            tickFormatter={(time: number) => labels.get(time) ?? ""}
            interval="preserveStart"
            minTickGap={14}
            {...AXIS}
          />
          <YAxis
            width={PLOT.left}
            domain={[series.y.min, series.y.max]}
            allowDataOverflow
            ticks={series.y.ticks}
            tickFormatter={(value: number) => yLabels.get(value) ?? ""}
            interval={0}
            {...AXIS}
            axisLine={false}
          />
          {series.gaps.map((gap) => (
            <ReferenceArea key={gap.from} x1={gap.from} x2={gap.to} fill={`url(#${hatch})`} strokeOpacity={0} ifOverflow="hidden" />
          ))}
          {completeUntil < series.x.to && completeUntil > series.x.from && (
            <ReferenceLine x={completeUntil} stroke="var(--line-strong)" strokeDasharray="1 3" ifOverflow="hidden" />
          )}
          {drawn.map((mark) => (
            <ReferenceLine
              key={mark.label}
              y={mark.value}
              stroke={MARK_COLOUR[mark.tone]}
              strokeDasharray={MARK_DASH[mark.tone]}
              ifOverflow="hidden"
            />
          ))}
          {hasBand && (
            <Area
              dataKey="band"
              stroke="none"
              fill="var(--series-current)"
              fillOpacity={0.14}
              isAnimationActive={false}
              activeDot={false}
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
            dot={(dot: DotItemDotProps) => (
              <Dot key={dot.index} cx={dot.cx} cy={dot.cy} point={series.points[dot.index]} dense={series.points.length > 150} />
            )}
          />
          {area && <ReferenceArea x1={area[0]} x2={area[1]} fill="var(--accent)" fillOpacity={0.15} stroke="var(--accent)" />}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-strong)", strokeWidth: 1 }}
            filterNull={false}
            content={({ active, activeIndex }) => {
              const point = active ? series.points[Number(activeIndex)] : undefined;
              return point ? <PointTooltip point={point} name={name} format={format} timeZone={timeZone} /> : null;
            }}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Among very many points only those that are not simply stable keep their mark. */
function Dot({
  cx,
  cy,
  point,
  dense,
}: {
  cx?: number | undefined;
  cy?: number | undefined;
  point: SeriesPoint | undefined;
  dense: boolean;
}) {
  if (!point || point.value === null || cx === undefined || cy === undefined) return null;
  if (dense && (point.verdict === "stable" || point.verdict === null)) return null;
  return <VerdictDot cx={cx} cy={cy} verdict={point.verdict} size={dense ? 3 : 4} />;
}

interface PointTooltipProps {
  point: SeriesPoint;
  name: string;
  format: (value: number | null) => string;
  timeZone: string;
}

function PointTooltip({ point, name, format, timeZone }: PointTooltipProps) {
  if (point.value === null) {
    return (
      <TooltipBox title={bucketText(point, timeZone)}>
        <p>{point.n === 0 ? "No records" : `No value from ${formatCount(point.n)} values`}</p>
      </TooltipBox>
    );
  }
  return (
    <TooltipBox title={bucketText(point, timeZone)}>
      <p className="text-ink">
        {name} {format(point.value)}
        {point.verdict && ` · ${VERDICT_WORDS[point.verdict].toLowerCase()}`}
      </p>
      {point.band && point.band[0] !== point.band[1] && (
        <p>
          certainly {format(point.band[0])} to {format(point.band[1])}
        </p>
      )}
      <p>{formatCount(point.n)} values</p>
    </TooltipBox>
  );
}
