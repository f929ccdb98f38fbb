"use client";

import {
  Area,
  CartesianGrid,
  ComposedChart,
  type DotItemDotProps,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatCount, formatShare, formatStatistic } from "#core/charts/numbers.ts";
import { bucketLabel, timeTicks } from "#core/charts/ticks.ts";
import type { KeptMultivariate } from "#core/contracts/multivariate.ts";
import { AXIS, PLOT } from "../charts/axis.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { MARK_COLOUR, MARK_DASH } from "../charts/series-marks.ts";
import { TooltipBox } from "../charts/tooltip-box.tsx";
import { useDragZoom } from "../charts/use-drag-zoom.ts";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { ColumnButton } from "./multivariate-classifier.tsx";
import { type ErrorPoint, prepareError, zoomErrors } from "./prepare-multivariate.ts";

type Reconstruction = NonNullable<KeptMultivariate["reconstruction"]>;

interface ErrorProps {
  reconstruction: Reconstruction;
  timeZone: string;
  completeUntil: number;
  onZoom: (from: number, to: number) => void;
  onSelect: (column: string) => void;
}

const HEIGHT = 200;

/** How well the reference's relations between columns rebuild the window's records, over time. */
export function MultivariateError(props: ErrorProps) {
  const { reconstruction: found, timeZone, onSelect } = props;
  const risen = found.columns.filter(({ reference, current }) => current > reference).slice(0, 3);
  return (
    <ChartFrame
      title="Do the relations between columns hold?"
      label="Reconstruction error"
      summary={`Rebuilt from the reference's ${formatCount(found.components)} main components (${formatShare(found.explained)} of its variance), a record is off by ${formatStatistic(found.current)} against ${formatStatistic(found.reference)} in the reference; ${formatStatistic(found.lower)} to ${formatStatistic(found.upper)} is chance.`}
      table={<ErrorTable reconstruction={found} timeZone={timeZone} />}
      legend={
        <p className="mt-1 text-pretty text-2xs text-ink-3">
          Line: mean error of the sampled records of each {found.step}. Shaded: what so many records of the reference give. Squares lie
          outside. Dashed: the reference.
        </p>
      }
    >
      <Chart {...props} />
      {found.state !== "unmoved" && risen.length > 0 && (
        <p className="mt-2 flex flex-wrap gap-x-2 text-ink-2 text-xs">
          The error rose most in
          {risen.map(({ column, reference, current }) => (
            <span key={column} className="tabular whitespace-nowrap">
              <ColumnButton name={column} onSelect={onSelect} /> ({formatStatistic(reference)} to {formatStatistic(current)})
            </span>
          ))}
        </p>
      )}
    </ChartFrame>
  );
}

function Chart({ reconstruction, timeZone, completeUntil, onZoom }: ErrorProps) {
  const { points, x, y } = prepareError(reconstruction);
  const { area, handlers } = useDragZoom((a, b) => {
    const span = zoomErrors(points, a, b);
    if (span) onZoom(span.from, span.to);
  });
  if (points.length === 0) return <p className="text-ink-2 text-xs">No {reconstruction.step} has 20 sampled records.</p>;
  const ticks = timeTicks(x.from, x.to, 6, timeZone);
  const labels = new Map(ticks.map(({ time, label }) => [time, label]));
  const yLabels = new Map(y.ticks.map((tick, i) => [tick, y.labels[i] ?? ""]));
  const outside = points.filter((point) => point.outside).length;
  return (
    <div
      className="select-none [&_*:focus:not(:focus-visible)]:outline-none [&_.recharts-surface]:cursor-crosshair"
      style={{ height: HEIGHT }}
    >
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height: HEIGHT }}>
        <ComposedChart
          data={points}
          margin={{ top: 8, right: PLOT.right, bottom: 0, left: 0 }}
          desc={`Reconstruction error by ${reconstruction.step}: ${outside} of ${points.filter(({ error }) => error !== null).length} outside of what chance gives.`}
          {...handlers}
        >
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <XAxis
            dataKey="time"
            type="number"
            scale="time"
            domain={[x.from, x.to]}
            allowDataOverflow
            ticks={ticks.map(({ time }) => time)}
            tickFormatter={(time: number) => labels.get(time) ?? ""}
            interval="preserveStart"
            minTickGap={14}
            {...AXIS}
          />
          <YAxis
            width={PLOT.left}
            domain={[y.min, y.max]}
            allowDataOverflow
            ticks={y.ticks}
            tickFormatter={(value: number) => yLabels.get(value) ?? ""}
            interval={0}
            {...AXIS}
            axisLine={false}
          />
          {completeUntil < x.to && completeUntil > x.from && (
            <ReferenceLine x={completeUntil} stroke="var(--line-strong)" strokeDasharray="1 3" ifOverflow="hidden" />
          )}
          <ReferenceLine y={reconstruction.reference} stroke={MARK_COLOUR.reference} strokeDasharray={MARK_DASH.reference} />
          <Area
            dataKey="band"
            stroke="none"
            fill="var(--series-reference)"
            fillOpacity={0.22}
            connectNulls={false}
            isAnimationActive={false}
            activeDot={false}
          />
          <Line
            dataKey="error"
            type="linear"
            stroke="var(--series-current)"
            strokeWidth={1.5}
            connectNulls={false}
            isAnimationActive={false}
            activeDot={{ r: 6, fill: "none", stroke: "var(--ink)", strokeWidth: 1.5 }}
            dot={(dot: DotItemDotProps) => <Dot key={dot.index} dot={dot} point={points[dot.index]} />}
          />
          {area && <ReferenceArea x1={area[0]} x2={area[1]} fill="var(--accent)" fillOpacity={0.15} stroke="var(--accent)" />}
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-strong)", strokeWidth: 1 }}
            filterNull={false}
            content={({ active, activeIndex }) => {
              const point = active ? points[Number(activeIndex)] : undefined;
              return point?.band ? (
                <TooltipBox title={bucketLabel(point.start, reconstruction.step, timeZone)}>
                  <p className="text-ink">
                    error {formatStatistic(point.error)}
                    {point.outside && " · outside"}
                  </p>
                  <p>
                    by chance {formatStatistic(point.band[0])} to {formatStatistic(point.band[1])}
                  </p>
                  <p>{formatCount(point.n)} sampled records</p>
                </TooltipBox>
              ) : null;
            }}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Outside of the band a square, inside a small round dot: the shape says it, not the colour. */
function Dot({ dot, point }: { dot: DotItemDotProps; point: ErrorPoint | undefined }) {
  if (!point || point.error === null || dot.cx === undefined || dot.cy === undefined) return null;
  if (point.outside) return <rect x={dot.cx - 3.5} y={dot.cy - 3.5} width={7} height={7} fill="var(--drift-solid)" />;
  return <circle cx={dot.cx} cy={dot.cy} r={2.5} fill="var(--series-current)" />;
}

function ErrorTable({ reconstruction, timeZone }: Pick<ErrorProps, "reconstruction" | "timeZone">) {
  return (
    <div className="max-h-80 overflow-y-auto">
      <Table label="Reconstruction error over time" className="text-xs">
        <thead>
          <tr>
            <Th>Time</Th>
            <Th className="text-right">Error</Th>
            <Th className="text-right">By chance</Th>
            <Th className="text-right">Sampled records</Th>
          </tr>
        </thead>
        <tbody>
          {reconstruction.steps.map((step) => (
            <Tr key={step.time}>
              <Td className="tabular whitespace-nowrap">{bucketLabel(Date.parse(step.time), reconstruction.step, timeZone)}</Td>
              <Td className="tabular text-right">{formatStatistic(step.error)}</Td>
              <Td className="tabular whitespace-nowrap text-right">
                {formatStatistic(step.lower)} to {formatStatistic(step.upper)}
              </Td>
              <Td className="tabular text-right">{formatCount(step.n)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
