"use client";

import { bucketLabel } from "#core/charts/ticks.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import { LevelLines, ValueBand, ValueLine } from "../charts/plot-marks.tsx";
import { TimePlot } from "../charts/time-plot.tsx";
import { TooltipBox } from "../charts/tooltip-box.tsx";
import { coverageText } from "./coverage-text.ts";
import { DetectorLanes, lanesHeight } from "./detector-lanes.tsx";
import { calledWithin, type DetectorLane } from "./detector-marks.ts";
import type { PerformancePoint, PreparedPerformance } from "./prepare-performance.ts";

interface PerformanceChartProps {
  data: PreparedPerformance;
  step: PerformanceAnswer["step"];
  reference: number | null;
  timeZone: string;
  format: (value: number | null) => string;
  name: string;
  syncId: string;
  onZoom: (from: number, to: number) => void;
  description: string;
  completeUntil: number;
  /** Room for the labels of values. */
  left: number;
  /** What streaming detectors called, above the plot. */
  lanes: readonly DetectorLane[];
}

const HEIGHT = 260;
const OURS = "var(--series-current)";
const ESTIMATE = "var(--series-3)";

/** A metric over time: realised solid with its band, estimated dashed with its own, hollow points where labels are still to come. */
export function PerformanceChart({ data, step, reference, timeZone, format, name, lanes, ...frame }: PerformanceChartProps) {
  const { points } = data;
  const known = points.some(({ value, estimate }) => value !== null || estimate !== null);
  return (
    <TimePlot
      {...frame}
      data={data}
      timeZone={timeZone}
      height={HEIGHT}
      above={lanesHeight(lanes)}
      empty={known ? null : "No step of this window has a value"}
      tooltip={(point) => (
        <PointTooltip
          point={point}
          title={bucketLabel(point.start, step, timeZone)}
          name={name}
          format={format}
          called={calledWithin(lanes, point.start, point.end)}
        />
      )}
    >
      {reference !== null && <LevelLines levels={[{ value: reference, label: "reference", tone: "reference" }]} />}
      <ValueBand points={points} of="estimateBand" colour={ESTIMATE} opacity={0.13} />
      <ValueBand points={points} of="band" />
      <ValueLine
        points={points}
        of="estimate"
        colour={ESTIMATE}
        dash="5 3"
        mark={(_, place) =>
          // An estimate between two gaps has no line to be seen by.
          place.lone && <rect x={place.x - 3} y={place.y - 3} width={6} height={6} fill="var(--bg)" stroke={ESTIMATE} strokeWidth={1.5} />
        }
      />
      <ValueLine
        points={points}
        of="value"
        name={name}
        width={1.75}
        mark={({ provisional }, place) =>
          // Filled where labels are (nearly) all here, hollow where they are still to come.
          place.dense && !place.lone && !provisional ? null : (
            <circle
              cx={place.x}
              cy={place.y}
              r={place.dense ? 2 : 3.25}
              fill={provisional ? "var(--bg)" : OURS}
              stroke={OURS}
              strokeWidth={1.5}
            />
          )
        }
      />
      <DetectorLanes lanes={lanes} />
    </TimePlot>
  );
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
