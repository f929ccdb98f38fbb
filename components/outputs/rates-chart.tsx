"use client";

import { bucketLabel } from "#core/charts/ticks.ts";
import type { OutputsAnswer } from "#core/contracts/outputs.ts";
import { LevelLines, ValueBand, ValueLine } from "../charts/plot-marks.tsx";
import { TimePlot } from "../charts/time-plot.tsx";
import { TooltipBox } from "../charts/tooltip-box.tsx";
import type { PreparedRates, RatePoint } from "./prepare-rates.ts";

interface RatesChartProps {
  data: PreparedRates;
  step: OutputsAnswer["step"];
  reference: number | null;
  timeZone: string;
  format: (value: number | null) => string;
  name: string;
  syncId: string;
  onZoom: (from: number, to: number) => void;
  completeUntil: number;
  /** What a point rests on. */
  basis: (point: RatePoint) => string;
}

const HEIGHT = 240;

/** One metric over time with its band; the reference's value as a dashed line. */
export function RatesChart({ data, step, reference, timeZone, format, name, basis, ...frame }: RatesChartProps) {
  const { points } = data;
  return (
    <TimePlot
      {...frame}
      data={data}
      timeZone={timeZone}
      height={HEIGHT}
      description={`${name} over time`}
      empty={points.some(({ value }) => value !== null) ? null : "No step of this window has a value"}
      tooltip={(point) => (
        <TooltipBox title={bucketLabel(point.start, step, timeZone)}>
          {point.predictions === 0 ? (
            <p>No predictions</p>
          ) : (
            <>
              <p className="text-ink">
                {name} {point.value === null ? "not known" : format(point.value)}
                {point.band && ` (${format(point.band[0])} to ${format(point.band[1])})`}
              </p>
              <p>{basis(point)}</p>
            </>
          )}
        </TooltipBox>
      )}
    >
      {reference !== null && <LevelLines levels={[{ value: reference, label: "reference", tone: "reference" }]} />}
      <ValueBand points={points} of="band" />
      <ValueLine
        points={points}
        of="value"
        name={name}
        width={1.75}
        mark={(_, place) => (!place.dense || place.lone) && <circle cx={place.x} cy={place.y} r={2.75} fill="var(--series-current)" />}
      />
    </TimePlot>
  );
}
