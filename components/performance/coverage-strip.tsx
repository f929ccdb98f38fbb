"use client";

import { Cell } from "recharts";
import { TimeStrip } from "../charts/time-strip.tsx";
import type { PerformancePoint, PreparedPerformance } from "./prepare-performance.ts";

interface CoverageStripProps {
  data: PreparedPerformance;
  /** Below this share figures are provisional: drawn as a line. */
  minCoverage: number;
  syncId: string;
  /** Room for the labels of values. */
  left: number;
}

const coverageOf = ({ coverage }: PerformancePoint) => coverage;

/** The share of each step's predictions that has its label; hollow where too few have. */
export function CoverageStrip({ data, minCoverage, syncId, left }: CoverageStripProps) {
  return (
    <TimeStrip
      points={data.points}
      value={coverageOf}
      x={data.x}
      top={{ value: 1, label: "100%" }}
      height={64}
      left={left}
      syncId={syncId}
      level={minCoverage}
    >
      {data.points.map((point) => (
        <Cell key={point.start} fill={point.provisional ? "transparent" : "var(--series-reference)"} fillOpacity={0.55} />
      ))}
    </TimeStrip>
  );
}
