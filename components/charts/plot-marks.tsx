"use client";

import { type ReactNode, useMemo } from "react";
import {
  Area,
  DefaultZIndexes,
  Line,
  ReferenceLine,
  useChartWidth,
  usePlotArea,
  useXAxisScale,
  useYAxisScale,
  ZIndexLayer,
} from "recharts";
import { MARK_COLOUR, MARK_DASH, type Mark } from "./series-marks.ts";
import { isLone, type TimedPoint } from "./spans.ts";

/** The names of a point's numbers, or of its pairs of them. */
type Key<P, V> = { [K in keyof P]-?: P[K] extends V | null ? K : never }[keyof P] & string;
type Pair = [number, number];

/** Where a point is drawn, and how much room it has. */
interface Place {
  x: number;
  y: number;
  /** So many points that only those with something to say keep their mark. */
  dense: boolean;
  /** Between two gaps: no line leads to it, so only its mark shows that it is there. */
  lone: boolean;
}

/** Points closer than this, px, are dense. */
const CROWD = 6;

interface ValueLineProps<P extends TimedPoint> {
  points: readonly P[];
  of: Key<P, number>;
  /** The mark of a point that has a value; null: the line alone. */
  mark: (point: P, place: Place) => ReactNode;
  name?: string;
  colour?: string;
  width?: number;
  dash?: string;
}

/** A line through the values of points; a point without one breaks it. */
export function ValueLine<P extends TimedPoint>(props: ValueLineProps<P>) {
  const { points, of, mark, name, colour = "var(--series-current)", width = 1.5, dash } = props;
  return (
    <>
      <Line
        dataKey={of}
        name={name}
        type="linear"
        stroke={colour}
        strokeWidth={width}
        strokeDasharray={dash}
        connectNulls={false}
        isAnimationActive={false}
        activeDot={{ r: 6, fill: "none", stroke: dash ? colour : "var(--ink)", strokeWidth: 1.5 }}
        dot={false}
      />
      <Marks points={points} of={of} mark={mark} />
    </>
  );
}

/** Half a pixel: a point on the edge of the plot is in it. */
const EDGE = 0.5;

/** The marks of a line, in a layer of their own: the line's would be cut in half on the edge of the plot, where shares of 0% and 100% lie. */
function Marks<P extends TimedPoint>({ points, of, mark }: Pick<ValueLineProps<P>, "points" | "of" | "mark">) {
  const room = useChartWidth() ?? 0;
  const plot = usePlotArea();
  const [xOf, yOf] = [useXAxisScale(), useYAxisScale()];
  if (!plot || !xOf || !yOf) return null;
  const dense = points.length > 1 && room / points.length < CROWD;
  return (
    <ZIndexLayer zIndex={DefaultZIndexes.scatter}>
      <g pointerEvents="none">
        {points.map((point, index) => {
          const value = point[of];
          if (value === null) return null;
          const [x, y] = [Number(xOf(point.time)), Number(yOf(value))];
          const inside = x >= plot.x - EDGE && x <= plot.x + plot.width + EDGE && y >= plot.y - EDGE && y <= plot.y + plot.height + EDGE;
          return inside && <g key={point.time}>{mark(point, { x, y, dense, lone: isLone(points, index, of) })}</g>;
        })}
      </g>
    </ZIndexLayer>
  );
}

interface ValueBandProps<P extends TimedPoint> {
  points: readonly P[];
  of: Key<P, Pair>;
  colour?: string;
  opacity?: number;
}

/** How uncertain the values of points are, as a shaded band; that of a point between two gaps, which has no width, as a whisker. */
export function ValueBand<P extends TimedPoint>({ points, of, colour = "var(--series-current)", opacity = 0.16 }: ValueBandProps<P>) {
  const lone = useMemo(
    () => points.flatMap((point, i) => (isLone(points, i, of) ? [{ time: point.time, band: point[of] as Pair }] : [])),
    [points, of],
  );
  return (
    <>
      <Area
        dataKey={of}
        stroke="none"
        fill={colour}
        fillOpacity={opacity}
        connectNulls={false}
        isAnimationActive={false}
        activeDot={false}
      />
      <Whiskers bands={lone} colour={colour} />
    </>
  );
}

const HALF = 3;

function Whiskers({ bands, colour }: { bands: readonly { time: number; band: Pair }[]; colour: string }) {
  const plot = usePlotArea();
  const [xOf, yOf] = [useXAxisScale(), useYAxisScale()];
  if (!plot || !xOf || !yOf || bands.length === 0) return null;
  const bottom = plot.y + plot.height;
  return (
    <g stroke={colour} strokeWidth={1} pointerEvents="none" className="whiskers">
      {bands.map(({ time, band }) => {
        const x = Number(xOf(time));
        const [low, high] = band.map((value) => Math.min(bottom, Math.max(plot.y, Number(yOf(value))))) as Pair;
        if (!(x >= plot.x && x <= plot.x + plot.width && low > high)) return null;
        // A cap where the band ends, none where the plot does.
        const caps = [low < bottom ? low : null, high > plot.y ? high : null].map((y) =>
          y === null ? "" : `M${x - HALF} ${y}h${2 * HALF}`,
        );
        return <path key={time} d={`M${x} ${low}V${high}${caps.join("")}`} fill="none" />;
      })}
    </g>
  );
}

/** Levels that the values are held against; named below the chart, for a label inside would lie on the points. */
export function LevelLines({ levels }: { levels: readonly Mark[] }) {
  return levels.map(({ label, value, tone }) => (
    <ReferenceLine key={label} y={value} stroke={MARK_COLOUR[tone]} strokeDasharray={MARK_DASH[tone]} ifOverflow="hidden" />
  ));
}
