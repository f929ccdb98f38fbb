import { formatCompact } from "#client/format.ts";
import type { PreparedSeries, SeriesPoint } from "./prepare-series.ts";
import { TimeStrip } from "./time-strip.tsx";

const count = ({ n }: SeriesPoint) => n;

/** How many values each point above it rests on. */
export function VolumeStrip({ series, syncId, left }: { series: PreparedSeries; syncId: string; left: number }) {
  const top = { value: series.maxN || 1, label: formatCompact(series.maxN) };
  return <TimeStrip points={series.points} value={count} x={series.x} top={top} height={56} left={left} syncId={syncId} />;
}
