"use client";

import { usePlotArea, useXAxisScale } from "recharts";
import { TICK } from "../charts/axis.ts";
import { MARK_COLOUR } from "../charts/series-marks.ts";
import { VerdictDot } from "../charts/verdict-dot.tsx";
import { type DetectorLane, marksOf } from "./detector-marks.ts";

/** Height of one detector's lane above the plot. */
const LANE = 15;
/** Marks closer than this are one. */
const MARK_GAP = 9;

/** What the plot has to leave free above itself. */
export const lanesHeight = (lanes: readonly DetectorLane[]) => lanes.length * LANE;

/** Above the plot a lane for each detector, a diamond for drift and a triangle for a warning; from each drift a line down through the plot. */
export function DetectorLanes({ lanes }: { lanes: readonly DetectorLane[] }) {
  const plot = usePlotArea();
  const scale = useXAxisScale();
  if (!plot || !scale || lanes.length === 0) return null;
  const xOf = (time: number) => Number(scale(time));
  return (
    <g pointerEvents="none">
      {lanes.map(({ id, title, events }, i) => {
        const y = plot.y - lanesHeight(lanes) + (i + 0.5) * LANE - 5;
        const marks = marksOf(events, xOf, MARK_GAP).filter(({ x }) => x >= plot.x && x <= plot.x + plot.width);
        return (
          <g key={id}>
            <text x={plot.x - 6} y={y} dy="0.35em" textAnchor="end" {...TICK} fontSize={10}>
              {title === "Page-Hinkley" ? "Page-H." : title}
            </text>
            <line x1={plot.x} x2={plot.x + plot.width} y1={y} y2={y} stroke="var(--grid)" />
            {marks.map(({ x, drifts }) =>
              drifts === 0 ? null : (
                <line
                  key={x}
                  x1={x}
                  x2={x}
                  y1={y}
                  y2={plot.y + plot.height}
                  stroke={MARK_COLOUR.drift}
                  strokeWidth={1}
                  strokeDasharray="1 3"
                  opacity={0.55}
                />
              ),
            )}
            {marks.map(({ x, drifts }) => (
              <VerdictDot key={x} cx={x} cy={y} verdict={drifts > 0 ? "drift" : "warning"} />
            ))}
          </g>
        );
      })}
    </g>
  );
}
