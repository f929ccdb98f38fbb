"use client";

import { ReferenceArea, ReferenceLine } from "recharts";
import { formatTime } from "#client/format.ts";
import { countOf } from "#core/charts/numbers.ts";
import { statusWord } from "../alarms/status-badge.tsx";
import { LevelLines, ValueLine } from "../charts/plot-marks.tsx";
import type { Mark } from "../charts/series-marks.ts";
import { TimePlot } from "../charts/time-plot.tsx";
import { TooltipBox } from "../charts/tooltip-box.tsx";
import type { PreparedIncident } from "./prepare-incident.ts";

interface IncidentChartProps {
  data: PreparedIncident;
  timeZone: string;
  format: (value: number | null) => string;
  name: string;
  syncId: string;
  description: string;
  /** Room for the labels of values: charts of an incident stand above each other. */
  left: number;
}

const HEIGHT = 240;

/** The value around an incident: the limit, the time in which it fired, and the moment at which it began. */
export function IncidentChart({ data, timeZone, format, name, ...frame }: IncidentChartProps) {
  const { points, firing } = data;
  return (
    <TimePlot
      {...frame}
      data={data}
      timeZone={timeZone}
      height={HEIGHT}
      empty={points.some(({ value }) => value !== null) ? null : "No slot had a value"}
      tooltip={(point) => (
        <TooltipBox title={formatTime(new Date(point.time), timeZone, "minute")}>
          <p className="text-ink">{point.value === null ? "no value" : `${name} ${format(point.value)}`}</p>
          <p>
            {statusWord(point.status).toLowerCase()} · {countOf(point.n, "record")}
          </p>
        </TooltipBox>
      )}
    >
      <ReferenceArea x1={firing.from} x2={firing.to} fill="var(--drift)" fillOpacity={0.1} strokeOpacity={0} ifOverflow="hidden" />
      <ReferenceLine x={firing.from} stroke="var(--drift)" strokeWidth={1.5} ifOverflow="hidden" />
      <LevelLines levels={levelsOf(data)} />
      <ValueLine
        points={points}
        of="value"
        name={name}
        mark={({ status }, place) => {
          // Slots in which it fired are square, the others round: colour is not the only sign.
          if (status === "firing" || status === "recovering")
            return <rect x={place.x - 3} y={place.y - 3} width={6} height={6} fill="var(--drift)" />;
          return (!place.dense || place.lone) && <circle cx={place.x} cy={place.y} r={2} fill="var(--series-current)" />;
        }}
      />
    </TimePlot>
  );
}

function levelsOf({ lower, upper, critical }: PreparedIncident): Mark[] {
  const levels: [string, number | null, Mark["tone"]][] = [
    ["lower limit", lower, "limit"],
    ["upper limit", upper, "limit"],
    ["critical", critical, "critical"],
  ];
  return levels.flatMap(([label, value, tone]) => (value === null ? [] : [{ label, value, tone }]));
}
