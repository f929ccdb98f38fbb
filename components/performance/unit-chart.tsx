"use client";

import type { ReactNode } from "react";
import { CartesianGrid, ComposedChart, ErrorBar, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { AXIS, PLOT } from "../charts/axis.ts";

export interface UnitPoint {
  x: number;
  y: number;
  /** Distances below and above `y`. */
  error?: [number, number];
}

interface UnitChartProps<T extends UnitPoint> {
  points: readonly T[];
  xTitle: string;
  yTitle: string;
  /** The diagonal: chance, or perfect calibration. */
  diagonal?: boolean;
  /** Draw the points themselves. */
  dots?: boolean;
  tooltip: (point: T) => ReactNode;
  description: string;
}

const SHARES = [0, 0.2, 0.4, 0.6, 0.8, 1];
const percent = (share: number) => `${Math.round(share * 100)}%`;

/** A curve of shares against shares: both axes from 0 to 100%. */
export function UnitChart<T extends UnitPoint>({ points, xTitle, yTitle, diagonal, dots, tooltip, description }: UnitChartProps<T>) {
  return (
    <div>
      <p className="mb-1 text-2xs text-ink-3">{yTitle}</p>
      <div className="h-64 [&_*:focus:not(:focus-visible)]:outline-none">
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height: 256 }}>
          <ComposedChart data={[...points]} margin={{ top: 6, right: PLOT.right, bottom: 0, left: 0 }} desc={description}>
            <CartesianGrid stroke="var(--grid)" />
            <XAxis dataKey="x" type="number" domain={[0, 1]} ticks={SHARES} tickFormatter={percent} {...AXIS} />
            <YAxis width={PLOT.left} domain={[0, 1]} ticks={SHARES} tickFormatter={percent} interval={0} {...AXIS} axisLine={false} />
            {diagonal && (
              <ReferenceLine
                segment={[
                  { x: 0, y: 0 },
                  { x: 1, y: 1 },
                ]}
                stroke="var(--series-reference)"
                strokeDasharray="8 4"
              />
            )}
            <Line
              dataKey="y"
              type="linear"
              stroke="var(--series-current)"
              strokeWidth={1.75}
              isAnimationActive={false}
              dot={dots ? { r: 3.25, fill: "var(--series-current)", stroke: "none" } : false}
              activeDot={{ r: 5, fill: "none", stroke: "var(--ink)", strokeWidth: 1.5 }}
            >
              {dots && (
                <ErrorBar
                  dataKey="error"
                  direction="y"
                  width={4}
                  stroke="var(--series-current)"
                  strokeWidth={1}
                  isAnimationActive={false}
                />
              )}
            </Line>
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: "var(--line-strong)", strokeWidth: 1 }}
              content={({ active, activeIndex }) => {
                const point = active ? points[Number(activeIndex)] : undefined;
                return point ? tooltip(point) : null;
              }}
            />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <p className="mt-0.5 text-center text-2xs text-ink-3">{xTitle}</p>
    </div>
  );
}
