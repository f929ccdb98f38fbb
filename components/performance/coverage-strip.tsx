"use client";

import { Bar, BarChart, Cell, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { AXIS, PLOT } from "../charts/axis.ts";
import type { PreparedPerformance } from "./prepare-performance.ts";

interface CoverageStripProps {
  data: PreparedPerformance;
  /** Below this share figures are provisional: drawn as a line. */
  minCoverage: number;
  syncId: string;
}

/** The share of each step's predictions that has its label; shares the crosshair of the chart above it. */
export function CoverageStrip({ data, minCoverage, syncId }: CoverageStripProps) {
  const count = Math.max(1, data.points.length);
  return (
    <div className="h-16" aria-hidden>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 64 }}>
        <BarChart
          data={data.points}
          margin={{ top: 8, right: PLOT.right, bottom: 0, left: 0 }}
          syncId={syncId}
          syncMethod="value"
          accessibilityLayer={false}
        >
          <XAxis dataKey="time" type="number" scale="time" domain={[data.x.from, data.x.to]} allowDataOverflow hide />
          <YAxis
            width={PLOT.left}
            domain={[0, 1]}
            ticks={[1]}
            tickFormatter={(share: number) => `${share * 100}%`}
            interval={0}
            {...AXIS}
            axisLine={false}
          />
          <Bar
            dataKey="coverage"
            isAnimationActive={false}
            maxBarSize={Math.max(2, Math.floor(700 / count))}
            stroke="var(--series-reference)"
          >
            {data.points.map((point) => (
              <Cell key={point.start} fill={point.provisional ? "transparent" : "var(--series-reference)"} fillOpacity={0.55} />
            ))}
          </Bar>
          <ReferenceLine y={minCoverage} stroke="var(--line-strong)" strokeDasharray="2 3" />
          <Tooltip
            content={() => null}
            cursor={{ fill: "var(--line-strong)", fillOpacity: 0.18, stroke: "none" }}
            isAnimationActive={false}
          />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
