"use client";

import { memo, useId } from "react";
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
import { formatValue } from "#core/alarms/format.ts";
import type { SimulatedFiring } from "#core/alarms/simulate.ts";
import { countOf } from "#core/charts/numbers.ts";
import { timeTicks } from "#core/charts/ticks.ts";
import { AXIS, PLOT } from "../../charts/axis.ts";
import { MARK_COLOUR, MARK_DASH } from "../../charts/series-marks.ts";
import { TooltipBox } from "../../charts/tooltip-box.tsx";
import { statusWord } from "../status-badge.tsx";
import type { Axis, BacktestPoint, PreparedBacktest } from "./prepare-backtest.ts";

export const CHART_HEIGHT = 300;
const TOP = 8;
/** As Recharts draws an axis of times unless told otherwise. */
const X_AXIS = 30;
export const CHART_PLOT = { top: TOP, height: CHART_HEIGHT - TOP - X_AXIS };

interface BacktestChartProps {
  data: PreparedBacktest;
  axis: Axis;
  firings: readonly SimulatedFiring[];
  /** Beyond it an incident is critical; null: there is no such line. */
  critical: number | null;
  unit: string;
  title: string;
  timeZone: string;
}

/** What a condition would have read, slot by slot, with bands where the rule would have fired. The threshold is laid over it. */
export const BacktestChart = memo(function BacktestChart({ data, axis, firings, critical, unit, title, timeZone }: BacktestChartProps) {
  const hatch = useId();
  const { points, x } = data;
  const ticks = timeTicks(x.from, x.to, 6, timeZone);
  const labels = new Map(ticks.map(({ time, label }) => [time, label]));
  const hasBand = points.some(({ band }) => band !== null && band[0] !== band[1]);
  const moving = points.some(({ upper, lower }) => upper !== null || lower !== null);
  return (
    <div className="select-none [&_*:focus:not(:focus-visible)]:outline-none" style={{ height: CHART_HEIGHT }}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: CHART_HEIGHT }}>
        <ComposedChart
          data={points}
          margin={{ top: TOP, right: PLOT.right, bottom: 0, left: 0 }}
          accessibilityLayer={false}
          desc={`${title}, slot by slot`}
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
            height={X_AXIS}
            ticks={ticks.map(({ time }) => time)}
            tickFormatter={(time: number) => labels.get(time) ?? ""}
            interval="preserveStart"
            minTickGap={14}
            {...AXIS}
          />
          <YAxis
            width={PLOT.left}
            domain={[axis.min, axis.max]}
            allowDataOverflow
            ticks={axis.ticks}
            tickFormatter={(value: number) => formatValue(unit === "share" || unit === "seconds" ? unit : "", value)}
            interval={0}
            {...AXIS}
            axisLine={false}
          />
          {data.gaps.map((gap) => (
            <ReferenceArea key={gap.from} x1={gap.from} x2={gap.to} fill={`url(#${hatch})`} strokeOpacity={0} ifOverflow="hidden" />
          ))}
          {firings.map(({ from, to }) => (
            <ReferenceArea
              key={`fired ${from}`}
              className="fired"
              x1={from - data.step / 2}
              x2={to === null ? x.to : to - data.step / 2}
              fill="var(--drift-solid)"
              fillOpacity={0.2}
              stroke="var(--drift)"
              strokeOpacity={0.6}
              ifOverflow="hidden"
            />
          ))}
          {critical !== null && (
            <ReferenceLine y={critical} stroke={MARK_COLOUR.drift} strokeDasharray={MARK_DASH.warning} ifOverflow="hidden" />
          )}
          {hasBand && (
            <Area
              dataKey="band"
              stroke="none"
              fill="var(--series-current)"
              fillOpacity={0.14}
              connectNulls={false}
              isAnimationActive={false}
              activeDot={false}
            />
          )}
          {moving &&
            (["upper", "lower"] as const).map((side) => (
              <Line
                key={side}
                dataKey={side}
                type="stepAfter"
                stroke="var(--drift)"
                strokeWidth={1.25}
                strokeDasharray="4 3"
                dot={false}
                activeDot={false}
                connectNulls={false}
                isAnimationActive={false}
              />
            ))}
          <Line
            dataKey="value"
            name={title}
            type="linear"
            stroke="var(--series-current)"
            strokeWidth={1.5}
            connectNulls={false}
            isAnimationActive={false}
            activeDot={{ r: 5, fill: "none", stroke: "var(--ink)", strokeWidth: 1.5 }}
            dot={(dot: DotItemDotProps) => <Dot key={dot.index} dot={dot} point={points[dot.index]} dense={points.length > 150} />}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-strong)", strokeWidth: 1 }}
            filterNull={false}
            content={({ active, activeIndex }) => {
              const point = active ? points[Number(activeIndex)] : undefined;
              return point ? <PointTooltip point={point} unit={unit} title={title} timeZone={timeZone} /> : null;
            }}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
});

/** A diamond where it would be firing: the band behind is not the only sign. */
function Dot({ dot, point, dense }: { dot: DotItemDotProps; point: BacktestPoint | undefined; dense: boolean }) {
  if (!point || point.value === null || dot.cx === undefined || dot.cy === undefined) return null;
  const { cx, cy } = dot;
  if (point.status === "firing" || point.status === "recovering") {
    const r = dense ? 3 : 4.5;
    return <path d={`M${cx - r} ${cy}L${cx} ${cy - r}L${cx + r} ${cy}L${cx} ${cy + r}Z`} fill="var(--drift-solid)" stroke="var(--bg)" />;
  }
  if (point.finding === "not_enough_data")
    return <circle cx={cx} cy={cy} r={dense ? 1.5 : 2.5} fill="var(--bg)" stroke="var(--not-enough-data)" />;
  return dense ? null : <circle cx={cx} cy={cy} r={2} fill="var(--series-current)" />;
}

const STATE_WORDS: Record<BacktestPoint["state"], string> = {
  ok: "No value",
  no_data: "No records",
  not_enough_data: "Not enough records",
  error: "Could not be read",
};

function PointTooltip({ point, unit, title, timeZone }: { point: BacktestPoint; unit: string; title: string; timeZone: string }) {
  return (
    <TooltipBox title={formatTime(new Date(point.time), timeZone, "minute")}>
      <p className="text-ink">{point.value === null ? STATE_WORDS[point.state] : `${title} ${formatValue(unit, point.value)}`}</p>
      {point.band && point.band[0] !== point.band[1] && (
        <p>
          between {formatValue(unit, point.band[0])} and {formatValue(unit, point.band[1])}
        </p>
      )}
      {(point.upper !== null || point.lower !== null) && (
        <p>
          limit{" "}
          {[point.lower, point.upper]
            .filter((one) => one !== null)
            .map((one) => formatValue(unit, one))
            .join(" and ")}
        </p>
      )}
      <p>
        {countOf(point.n, "record")}
        {point.finding === "not_enough_data" && ", too few to say"} · {statusWord(point.status)}
      </p>
    </TooltipBox>
  );
}
