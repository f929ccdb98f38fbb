"use client";

import type { ReactNode } from "react";
import { Bar, BarChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { AXIS, PLOT } from "./axis.ts";
import type { Span, TimedPoint } from "./spans.ts";

/** A single bar must not look like a frame, px. */
const WIDEST = 40;

interface TimeStripProps<P extends TimedPoint> {
  points: readonly P[];
  /** Height of a point's bar. */
  value: (point: P) => number | null;
  x: Span;
  /** Top of the axis, and what stands beside it. */
  top: { value: number; label: string };
  height: number;
  /** As in the chart above, so that their times align. */
  left: number;
  syncId: string;
  /** A level to hold the bars against. */
  level?: number;
  /** Bars that differ from the others (`Cell`s). */
  children?: ReactNode;
}

/** Small bars below a chart over time: what each of its points rests on. They share its crosshair; its table has their numbers. */
export function TimeStrip<P extends TimedPoint>({ points, value, x, top, height, left, syncId, level, children }: TimeStripProps<P>) {
  return (
    <div style={{ height }} aria-hidden>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height }}>
        <BarChart
          data={points}
          margin={{ top: 8, right: PLOT.right, bottom: 0, left: 0 }}
          syncId={syncId}
          syncMethod="value"
          accessibilityLayer={false}
        >
          <XAxis dataKey="time" type="number" scale="time" domain={[x.from, x.to]} allowDataOverflow hide />
          <YAxis
            width={left}
            domain={[0, top.value]}
            ticks={[top.value]}
            tickFormatter={() => top.label}
            interval={0}
            {...AXIS}
            axisLine={false}
          />
          <Bar
            dataKey={value}
            fill="var(--series-reference)"
            fillOpacity={0.55}
            stroke={children ? "var(--series-reference)" : "none"}
            isAnimationActive={false}
            maxBarSize={Math.min(WIDEST, Math.max(2, Math.floor(700 / Math.max(1, points.length))))}
          >
            {children}
          </Bar>
          {level !== undefined && <ReferenceLine y={level} stroke="var(--line-strong)" strokeDasharray="2 3" />}
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
