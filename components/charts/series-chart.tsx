"use client";

import { formatTime } from "#client/format.ts";
import { countOf } from "#core/charts/numbers.ts";
import { LevelLines, ValueBand, ValueLine } from "./plot-marks.tsx";
import type { PreparedSeries, SeriesPoint } from "./prepare-series.ts";
import type { Mark } from "./series-marks.ts";
import { TimePlot } from "./time-plot.tsx";
import { TooltipBox } from "./tooltip-box.tsx";
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
  description: string;
  /** Nothing after this is complete yet (ms). */
  completeUntil: number;
  /** Room for the labels of values. */
  left: number;
}

const HEIGHT = 220;
const DAY = 86_400_000;
const HOUR = 3_600_000;

function bucketText(point: SeriesPoint, timeZone: string): string {
  const precision = point.end - point.start >= DAY ? "day" : "minute";
  const from = formatTime(new Date(point.start), timeZone, precision);
  if (point.end - point.start <= DAY + HOUR && precision === "day") return from;
  return `${from} to ${formatTime(new Date(point.end), timeZone, precision)}`;
}

/** One statistic over time: gaps stay gaps, thresholds are drawn, points carry their verdict in their shape. Drag to zoom. */
export function SeriesChart({ series, marks, timeZone, format, name, description, ...frame }: SeriesChartProps) {
  const { points } = series;
  const hasBand = points.some(({ band }) => band !== null && band[0] !== band[1]);
  return (
    <TimePlot
      {...frame}
      data={series}
      timeZone={timeZone}
      height={HEIGHT}
      description={description}
      empty={points.some(({ value }) => value !== null) ? null : "No values in this window"}
      tooltip={(point) => <PointTooltip point={point} name={name} format={format} timeZone={timeZone} />}
    >
      <LevelLines levels={marks.filter(({ value }) => !series.thresholdsOff.includes(value))} />
      {hasBand && <ValueBand points={points} of="band" />}
      <ValueLine
        points={points}
        of="value"
        name={name}
        mark={({ verdict }, { x, y, dense, lone }) =>
          // Among very many points only those that are not simply stable keep their mark.
          dense && !lone && (verdict === "stable" || verdict === null) ? null : (
            <VerdictDot cx={x} cy={y} verdict={verdict} size={dense ? 3 : 4} />
          )
        }
      />
    </TimePlot>
  );
}

interface PointTooltipProps {
  point: SeriesPoint;
  name: string;
  format: (value: number | null) => string;
  timeZone: string;
}

function PointTooltip({ point, name, format, timeZone }: PointTooltipProps) {
  const title = bucketText(point, timeZone);
  if (point.value === null) {
    return (
      <TooltipBox title={title}>
        <p>{point.n === 0 ? "No records" : `No value from ${countOf(point.n, "value")}`}</p>
      </TooltipBox>
    );
  }
  return (
    <TooltipBox title={title}>
      <p className="text-ink">
        {name} {format(point.value)}
        {point.verdict && ` · ${VERDICT_WORDS[point.verdict].toLowerCase()}`}
      </p>
      {point.band && point.band[0] !== point.band[1] && (
        <p>
          certainly {format(point.band[0])} to {format(point.band[1])}
        </p>
      )}
      <p>{countOf(point.n, "value")}</p>
    </TooltipBox>
  );
}
