"use client";

import { CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatNumber, formatPoints, formatShare, withUnit } from "#core/charts/numbers.ts";
import { AXIS, PLOT } from "./axis.ts";
import type { Cumulative } from "./prepare-distribution.ts";
import { TooltipBox } from "./tooltip-box.tsx";

interface CumulativeChartProps {
  data: Cumulative;
  domain: [number, number];
  ticks: readonly number[];
  tickLabels: readonly string[];
  unit: string | null;
  xTitle: string;
  description: string;
}

/** Share of the values up to each point, for both sides; the mark shows where they are farthest apart. */
export function CumulativeChart({ data, domain, ticks, tickLabels, unit, xTitle, description }: CumulativeChartProps) {
  const labels = new Map(ticks.map((tick, i) => [tick, tickLabels[i] ?? ""]));
  const { widest } = data;
  const inside = widest && widest.x >= domain[0] && widest.x <= domain[1];
  return (
    <div>
      <p className="mb-1 text-2xs text-ink-3">share of values up to the point</p>
      <div className="h-56">
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 224 }}>
          <ComposedChart data={data.points} margin={{ top: 4, right: PLOT.right, bottom: 0, left: 0 }} desc={description}>
            <CartesianGrid vertical={false} stroke="var(--grid)" />
            <XAxis
              dataKey="x"
              type="number"
              domain={domain}
              allowDataOverflow
              ticks={[...ticks]}
              tickFormatter={(tick: number) => labels.get(tick) ?? ""}
              minTickGap={10}
              {...AXIS}
              tickLine={{ stroke: "var(--line-strong)" }}
            />
            <YAxis
              width={PLOT.left}
              domain={[0, 1]}
              ticks={[0, 0.25, 0.5, 0.75, 1]}
              tickFormatter={(tick: number) => `${tick * 100}%`}
              interval={0}
              {...AXIS}
              axisLine={false}
            />
            <Line
              dataKey="reference"
              type="linear"
              stroke="var(--series-reference)"
              strokeWidth={2}
              strokeDasharray="5 3"
              dot={false}
              isAnimationActive={false}
            />
            <Line dataKey="current" type="linear" stroke="var(--series-current)" strokeWidth={2} dot={false} isAnimationActive={false} />
            {inside && (
              <ReferenceLine
                x={widest.x}
                stroke="var(--drift)"
                strokeDasharray="2 3"
                label={{
                  value: `widest gap ${formatPoints(widest.gap).slice(1)}`,
                  position: "insideTopLeft",
                  fill: "var(--drift)",
                  fontSize: 11,
                }}
              />
            )}
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: "var(--line-strong)", strokeWidth: 1 }}
              content={({ active, activeIndex }) => {
                const point = active ? data.points[Number(activeIndex)] : undefined;
                return point ? (
                  <TooltipBox title={`up to ${withUnit(formatNumber(point.x, 4), unit)}`}>
                    <p>Reference {formatShare(point.reference)}</p>
                    <p>Current {formatShare(point.current)}</p>
                    <p className="text-ink">{formatPoints(point.current - point.reference)}</p>
                  </TooltipBox>
                ) : null;
              }}
            />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <p className="tabular mt-0.5 text-center text-2xs text-ink-3">{xTitle}</p>
    </div>
  );
}
