"use client";

import { memo } from "react";
import { Line, ReferenceArea } from "recharts";
import { formatTime } from "#client/format.ts";
import { formatValue } from "#core/alarms/format.ts";
import type { SimulatedFiring } from "#core/alarms/simulate.ts";
import { countOf } from "#core/charts/numbers.ts";
import { LevelLines, ValueBand, ValueLine } from "../../charts/plot-marks.tsx";
import { plotBox, TimePlot } from "../../charts/time-plot.tsx";
import { TooltipBox } from "../../charts/tooltip-box.tsx";
import type { ValueAxis } from "../../charts/value-axis.ts";
import { statusWord } from "../status-badge.tsx";
import type { BacktestPoint, PreparedBacktest } from "./prepare-backtest.ts";

export const CHART_HEIGHT = 300;
export const CHART_PLOT = plotBox(CHART_HEIGHT);

interface BacktestChartProps {
  data: PreparedBacktest;
  axis: ValueAxis;
  firings: readonly SimulatedFiring[];
  /** Beyond it an incident is critical; null: there is no such line. */
  critical: number | null;
  unit: string;
  title: string;
  timeZone: string;
}

/** What a condition would have read, slot by slot, with bands where the rule would have fired. The threshold is laid over it. */
export const BacktestChart = memo(function BacktestChart({ data, axis, firings, critical, unit, title, timeZone }: BacktestChartProps) {
  const { points, x, step } = data;
  const hasBand = points.some(({ band }) => band !== null && band[0] !== band[1]);
  const moving = points.some(({ upper, lower }) => upper !== null || lower !== null);
  return (
    <TimePlot
      data={{ ...data, y: axis }}
      timeZone={timeZone}
      height={CHART_HEIGHT}
      description={`${title}, slot by slot`}
      empty={points.some(({ value }) => value !== null) ? null : "No slot had a value"}
      tooltip={(point) => <PointTooltip point={point} unit={unit} title={title} timeZone={timeZone} />}
    >
      {firings.map(({ from, to }) => (
        <ReferenceArea
          key={from}
          className="fired"
          x1={from - step / 2}
          x2={to === null ? x.to : to - step / 2}
          fill="var(--drift-solid)"
          fillOpacity={0.2}
          stroke="var(--drift)"
          strokeOpacity={0.6}
          ifOverflow="hidden"
        />
      ))}
      {critical !== null && <LevelLines levels={[{ value: critical, label: "critical", tone: "critical" }]} />}
      {hasBand && <ValueBand points={points} of="band" />}
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
      <ValueLine
        points={points}
        of="value"
        name={title}
        mark={({ status, finding }, { x, y, dense, lone }) => {
          // A diamond where it would be firing: the band behind is not the only sign.
          if (status === "firing" || status === "recovering") {
            const r = dense ? 3 : 4.5;
            return <path d={`M${x - r} ${y}L${x} ${y - r}L${x + r} ${y}L${x} ${y + r}Z`} fill="var(--drift-solid)" stroke="var(--bg)" />;
          }
          if (finding === "not_enough_data")
            return <circle cx={x} cy={y} r={dense ? 1.5 : 2.5} fill="var(--bg)" stroke="var(--not-enough-data)" />;
          return (!dense || lone) && <circle cx={x} cy={y} r={2} fill="var(--series-current)" />;
        }}
      />
    </TimePlot>
  );
});

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
