"use client";

import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatCount } from "#core/charts/numbers.ts";
import { AXIS, PLOT } from "./axis.ts";
import type { PreparedSeries } from "./prepare-series.ts";

/** How many values each point above it rests on; shares its crosshair. */
export function VolumeStrip({ series, syncId }: { series: PreparedSeries; syncId: string }) {
  const count = Math.max(1, series.points.length);
  return (
    <div className="h-14" aria-hidden>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 56 }}>
        <BarChart
          data={series.points}
          margin={{ top: 8, right: PLOT.right, bottom: 0, left: 0 }}
          syncId={syncId}
          syncMethod="value"
          accessibilityLayer={false}
        >
          <XAxis dataKey="time" type="number" scale="time" domain={[series.x.from, series.x.to]} allowDataOverflow hide />
          <YAxis
            width={PLOT.left}
            domain={[0, series.maxN || 1]}
            ticks={[series.maxN || 1]}
            tickFormatter={formatCount}
            interval={0}
            {...AXIS}
            axisLine={false}
          />
          <Bar
            dataKey="n"
            fill="var(--series-reference)"
            fillOpacity={0.55}
            isAnimationActive={false}
            maxBarSize={Math.max(2, Math.floor(700 / count))}
          />
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
