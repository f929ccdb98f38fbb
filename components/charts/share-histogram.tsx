"use client";

import {
  Area,
  CartesianGrid,
  ComposedChart,
  type MouseHandlerDataParam,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatAligned, formatCount, formatPoints, formatShare } from "#core/charts/numbers.ts";
import { valueTicks } from "#core/charts/ticks.ts";
import { AXIS, PLOT } from "./axis.ts";
import type { Bin } from "./prepare-distribution.ts";
import { TooltipBox } from "./tooltip-box.tsx";

/** A bar from `from` to `to` on the axis; heights are shares. */
export interface HistogramBar {
  from: number;
  to: number;
  reference: number;
  current: number;
  referenceShare: number;
  currentShare: number;
  bins: readonly Bin[];
  label: string;
}

interface ShareHistogramProps {
  bars: readonly HistogramBar[];
  domain: [number, number];
  ticks: readonly number[];
  tickLabels: readonly string[];
  xTitle: string;
  yTitle: string;
  selected: number | null;
  onSelect: (bar: number | null) => void;
  description: string;
}

/** Each bar is three points of equal height, so that the pointer always finds the bar that it is over, however wide its neighbours are. */
function outline(bars: readonly HistogramBar[]) {
  return bars.flatMap((bar, i) => {
    const before = bars[i - 1];
    const hole =
      before && bar.from > before.to
        ? [
            { x: before.to, bar: i, reference: 0, current: 0 },
            { x: bar.from, bar: i, reference: 0, current: 0 },
          ]
        : [];
    const at = (x: number) => ({ x, bar: i, reference: bar.reference, current: bar.current });
    return [...hole, at(bar.from), at((bar.from + bar.to) / 2), at(bar.to)];
  });
}

/** Two histograms on the same bins: the reference as an outline behind, the current window filled before it. Click a bar to select it. */
export function ShareHistogram(props: ShareHistogramProps) {
  const { bars, domain, ticks, tickLabels, xTitle, yTitle, selected, onSelect, description } = props;
  const points = outline(bars);
  const labels = new Map(ticks.map((tick, i) => [tick, tickLabels[i] ?? ""]));
  const top = valueTicks(0, Math.max(0, ...bars.flatMap(({ reference, current }) => [reference, current])) * 1.02, 5);
  const topLabels = new Map(top.map((tick, i) => [tick, `${formatAligned(top.map((value) => value * 100))[i]}%`]));
  const chosen = selected === null ? undefined : bars[selected];

  function onClick(state: MouseHandlerDataParam) {
    const bar = points[Number(state.activeTooltipIndex)]?.bar;
    if (bar !== undefined) onSelect(bar === selected ? null : bar);
  }
  return (
    <div>
      <p className="tabular mb-1 text-2xs text-ink-3">{yTitle}</p>
      <div className="h-56 [&_*:focus:not(:focus-visible)]:outline-none [&_.recharts-surface]:cursor-pointer">
        <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 224 }}>
          <ComposedChart data={points} margin={{ top: 4, right: PLOT.right, bottom: 0, left: 0 }} onClick={onClick} desc={description}>
            <CartesianGrid vertical={false} stroke="var(--grid)" />
            <XAxis
              dataKey="x"
              type="number"
              domain={domain}
              allowDataOverflow
              ticks={[...ticks]}
              tickFormatter={(tick: number) => labels.get(tick) ?? ""}
              interval="preserveStartEnd"
              minTickGap={10}
              {...AXIS}
              tickLine={{ stroke: "var(--line-strong)" }}
            />
            <YAxis
              width={PLOT.left}
              domain={[0, top[top.length - 1] ?? 1]}
              ticks={top}
              tickFormatter={(tick: number) => topLabels.get(tick) ?? ""}
              interval={0}
              {...AXIS}
              axisLine={false}
            />
            <Area
              dataKey="current"
              type="linear"
              stroke="none"
              fill="var(--series-current)"
              fillOpacity={0.5}
              isAnimationActive={false}
              activeDot={false}
            />
            <Area
              dataKey="reference"
              type="linear"
              stroke="var(--series-reference)"
              strokeWidth={1.75}
              fill="none"
              isAnimationActive={false}
              activeDot={false}
            />
            {chosen && (
              <ReferenceArea
                x1={chosen.from}
                x2={chosen.to}
                fill="var(--accent)"
                fillOpacity={0.12}
                stroke="var(--accent)"
                ifOverflow="hidden"
              />
            )}
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: "var(--line-strong)", strokeWidth: 1 }}
              content={({ active, activeIndex }) => {
                const bar = active ? bars[points[Number(activeIndex)]?.bar ?? -1] : undefined;
                return bar ? <BarTooltip bar={bar} /> : null;
              }}
            />
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <p className="tabular mt-0.5 text-center text-2xs text-ink-3">{xTitle}</p>
    </div>
  );
}

function BarTooltip({ bar }: { bar: HistogramBar }) {
  const count = (key: "reference" | "current") => bar.bins.reduce((total, bin) => total + bin[key], 0);
  return (
    <TooltipBox title={bar.label}>
      <p>
        Reference {formatShare(bar.referenceShare)} ({formatCount(count("reference"))})
      </p>
      <p>
        Current {formatShare(bar.currentShare)} ({formatCount(count("current"))})
      </p>
      <p className="text-ink">{formatPoints(bar.currentShare - bar.referenceShare)}</p>
    </TooltipBox>
  );
}
