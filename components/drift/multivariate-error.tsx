"use client";

import { useMemo } from "react";
import { countOf, formatCount, formatShare, formatStatistic } from "#core/charts/numbers.ts";
import { bucketLabel } from "#core/charts/ticks.ts";
import type { KeptMultivariate } from "#core/contracts/multivariate.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { ChartCell, ChartTable, figures } from "../charts/chart-table.tsx";
import { LevelLines, ValueBand, ValueLine } from "../charts/plot-marks.tsx";
import { TimePlot } from "../charts/time-plot.tsx";
import { TooltipBox } from "../charts/tooltip-box.tsx";
import { Tr } from "../ui/table.tsx";
import { ColumnButton } from "./multivariate-classifier.tsx";
import { prepareError } from "./prepare-multivariate.ts";

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
          outside. Dashed: the reference. Hatched: fewer than 20 sampled records.
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
  const data = useMemo(() => prepareError(reconstruction), [reconstruction]);
  const { points } = data;
  if (points.length === 0) return <p className="text-ink-2 text-xs">No {reconstruction.step} has 20 sampled records.</p>;
  const outside = points.filter((point) => point.outside).length;
  return (
    <TimePlot
      data={data}
      timeZone={timeZone}
      height={HEIGHT}
      description={`Reconstruction error by ${reconstruction.step}: ${outside} of ${points.filter(({ error }) => error !== null).length} outside of what chance gives.`}
      completeUntil={completeUntil}
      onZoom={onZoom}
      tooltip={(point) => (
        <TooltipBox title={bucketLabel(point.start, reconstruction.step, timeZone)}>
          {point.band ? (
            <>
              <p className="text-ink">
                error {formatStatistic(point.error)}
                {point.outside && " · outside"}
              </p>
              <p>
                by chance {formatStatistic(point.band[0])} to {formatStatistic(point.band[1])}
              </p>
              <p>{countOf(point.n, "sampled record")}</p>
            </>
          ) : (
            <p>Fewer than 20 sampled records</p>
          )}
        </TooltipBox>
      )}
    >
      <LevelLines levels={[{ value: reconstruction.reference, label: "reference", tone: "reference" }]} />
      <ValueBand points={points} of="band" colour="var(--series-reference)" opacity={0.22} />
      <ValueLine
        points={points}
        of="error"
        mark={(point, place) => {
          // Outside of the band a square, inside a small round dot: the shape says it, not the colour.
          if (point.outside) return <rect x={place.x - 3.5} y={place.y - 3.5} width={7} height={7} fill="var(--drift-solid)" />;
          return (!place.dense || place.lone) && <circle cx={place.x} cy={place.y} r={2.5} fill="var(--series-current)" />;
        }}
      />
    </TimePlot>
  );
}

function ErrorTable({ reconstruction, timeZone }: Pick<ErrorProps, "reconstruction" | "timeZone">) {
  return (
    <ChartTable label="Reconstruction error over time" heads={["Time", ...["Error", "By chance", "Sampled records"].map(figures)]}>
      {reconstruction.steps.map((step) => (
        <Tr key={step.time}>
          <ChartCell>{bucketLabel(Date.parse(step.time), reconstruction.step, timeZone)}</ChartCell>
          <ChartCell end>{formatStatistic(step.error)}</ChartCell>
          <ChartCell end>
            {formatStatistic(step.lower)} to {formatStatistic(step.upper)}
          </ChartCell>
          <ChartCell end>{formatCount(step.n)}</ChartCell>
        </Tr>
      ))}
    </ChartTable>
  );
}
