"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useMemo, useState } from "react";
import { formatAligned, formatCount, formatNumber, formatPoints, formatShare, withUnit } from "#core/charts/numbers.ts";
import { valueTicks } from "#core/charts/ticks.ts";
import type { DistributionAnswer, DriftAnswer, DriftColumn } from "#core/contracts/drift.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { CumulativeChart } from "../charts/cumulative-chart.tsx";
import {
  type Bin,
  binHistogram,
  binLabel,
  categoryBars,
  cumulative,
  cumulativeDomain,
  isDiscrete,
  isNumericAnswer,
  largestMoves,
  ownBars,
  scaleHistogram,
  valueRange,
} from "../charts/prepare-distribution.ts";
import { ShareBars, type ShareRow } from "../charts/share-bars.tsx";
import { type HistogramBar, ShareHistogram } from "../charts/share-histogram.tsx";
import { SidesLegend } from "../charts/verdict-legend.tsx";
import { Button } from "../ui/button.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { DistributionTable } from "./distribution-table.tsx";
import { type HistogramView, useHistogramView } from "./drift-state.ts";

/** The Records page with the records of these bins; null where no filter can say which. */
export type BinLink = (bins: readonly Bin[]) => string | null;

interface DistributionPanelProps {
  answer: DistributionAnswer;
  column: DriftColumn;
  reference: DriftAnswer["reference"];
  link: BinLink;
}

const CATEGORIES_SHOWN = 20;

/** The distributions of both sides on their shared bins. */
export function DistributionPanel({ answer, column, reference, link }: DistributionPanelProps) {
  const numeric = isNumericAnswer(answer);
  const sides = {
    reference: `Reference: ${reference?.label ?? "none"}, ${formatCount(answer.reference_n)}`,
    current: `Current window, ${formatCount(answer.current_n)}`,
  };
  const common = {
    title: `Distribution of ${answer.column}`,
    label: `Distribution of ${answer.column}`,
    summary: distributionSummary(answer),
    table: <DistributionTable bins={answer.bins} link={link} />,
    sides,
  };
  return numeric ? (
    <NumericDistribution answer={answer} column={column} link={link} common={common} />
  ) : (
    <ChartFrame {...common} legend={<SidesLegend {...sides} />}>
      <Categories answer={answer} link={link} />
    </ChartFrame>
  );
}

export function distributionSummary(answer: DistributionAnswer): string {
  const moves = largestMoves(answer.bins, 2);
  const median = answer.quantiles.find(({ q }) => q === 0.5);
  const parts = moves.map(({ label, change }) => `${label} ${formatPoints(change)}`);
  const shift =
    median && median.reference !== null && median.current !== null
      ? ` Median ${withUnit(formatNumber(median.reference), answer.unit)} then, ${withUnit(formatNumber(median.current), answer.unit)} now.`
      : "";
  if (answer.current_n === 0) return "No values in this window.";
  if (answer.reference_n === 0) return "The reference has no values of this column.";
  return `${parts.length > 0 ? `Largest moves of share: ${parts.join(", ")}.` : "No bin's share moved by a tenth of a point."}${shift}`;
}

function ownRows(bins: readonly Bin[], link: BinLink): ShareRow[] {
  return ownBars(bins).map((bin) => ({
    key: bin.kind,
    label: bin.kind === "other" ? "other (not in the reference's list)" : bin.kind,
    isOwn: true,
    reference: bin.reference_share,
    current: bin.current_share,
    part: null,
    href: link([bin]),
  }));
}

function Categories({ answer, link }: { answer: DistributionAnswer; link: BinLink }) {
  const { bars, left } = categoryBars(answer.bins, CATEGORIES_SHOWN);
  const rows: ShareRow[] = bars.map((bin) => ({
    key: `category ${bin.label}`,
    label: binLabel(bin),
    isOwn: false,
    reference: bin.reference_share,
    current: bin.current_share,
    part: null,
    href: link([bin]),
  }));
  return (
    <ShareBars
      label={`Shares of the values of ${answer.column}`}
      rows={[...rows, ...ownRows(answer.bins, link)]}
      more={
        left.count > 0 && (
          <p className="tabular mt-1.5 text-ink-3 text-xs">
            {formatCount(left.count)} smaller categories with {formatShare(left.referenceShare)} then and {formatShare(left.currentShare)}{" "}
            now are in the table.
          </p>
        )
      }
    />
  );
}

interface NumericProps {
  answer: DistributionAnswer;
  column: DriftColumn;
  link: BinLink;
  common: Omit<Parameters<typeof ChartFrame>[0], "children" | "actions"> & { sides: { reference: string; current: string } };
}

function NumericDistribution({ answer, column, link, common }: NumericProps) {
  const [asked, setView] = useHistogramView();
  const [selected, setSelected] = useState<{ view: HistogramView; bar: number } | null>(null);
  const scale = useMemo(() => (isDiscrete(answer.bins) ? null : scaleHistogram(answer.bins)), [answer.bins]);
  const views = VIEWS.filter(({ value }) => value !== "scale" || scale !== null);
  const view = views.find(({ value }) => value === asked)?.value ?? (scale ? "scale" : "bins");
  const name = withUnitTitle(answer.column, answer.unit);
  const bar = selected?.view === view ? selected.bar : null;
  const select = (next: number | null) => setSelected(next === null ? null : { view, bar: next });
  const drawn =
    view === "cumulative"
      ? null
      : view === "scale" && scale
        ? scaled(scale, answer.unit)
        : { ...binHistogram(answer.bins), yTitle: "share of all records, per bin" };
  const chosen = bar === null ? undefined : drawn?.bars[bar];
  const ends = view === "scale" && scale ? endRows(scale, answer.unit, link) : [];
  const own = [...ends, ...ownRows(answer.bins, link)];
  return (
    <ChartFrame
      {...common}
      legend={<SidesLegend {...common.sides} asLines={view === "cumulative"} />}
      actions={
        <Segmented label="How the distribution is drawn" value={view} options={views} onValueChange={(next) => void setView(next)} />
      }
    >
      {drawn ? (
        <ShareHistogram
          bars={drawn.bars}
          domain={drawn.domain}
          ticks={drawn.ticks}
          tickLabels={drawn.tickLabels}
          xTitle={name}
          yTitle={drawn.yTitle}
          selected={bar}
          onSelect={select}
          description={common.summary}
        />
      ) : (
        <Cumulative answer={answer} name={name} description={common.summary} />
      )}
      {chosen && <ChosenBar bar={chosen} href={link(chosen.bins)} column={column} onClear={() => setSelected(null)} />}
      {own.length > 0 && (
        <div className="mt-3">
          <ShareBars label={`Outside the bars of ${answer.column}`} rows={own} />
        </div>
      )}
    </ChartFrame>
  );
}

const VIEWS: { value: HistogramView; label: string; title: string }[] = [
  { value: "scale", label: "To scale", title: "Bars as wide as their range; equal areas are equal shares" },
  { value: "bins", label: "By bin", title: "Every bin equally wide" },
  { value: "cumulative", label: "Cumulative", title: "Share of values up to each point" },
];

const withUnitTitle = (name: string, unit: string | null) => (unit ? `${name} (${unit})` : name);

function scaled(scale: NonNullable<ReturnType<typeof scaleHistogram>>, unit: string | null) {
  const bars: HistogramBar[] = scale.bars.map((bar) => {
    const first = bar.bins[0];
    const [from, to] = formatAligned([bar.from, bar.to]);
    return { ...bar, label: bar.bins.length === 1 && first ? withUnit(binLabel(first), unit) : withUnit(`${from} – ${to}`, unit) };
  });
  return {
    bars,
    domain: scale.domain,
    ticks: scale.ticks,
    tickLabels: formatAligned(scale.ticks),
    yTitle: `share of all records, per ${withUnit(formatNumber(scale.unitWidth), unit)}`,
  };
}

function endRows(scale: NonNullable<ReturnType<typeof scaleHistogram>>, unit: string | null, link: BinLink): ShareRow[] {
  return (["below", "above"] as const).flatMap((side) => {
    const end = scale[side];
    if (!end || (end.referenceShare === 0 && end.currentShare === 0)) return [];
    const edge = withUnit(formatNumber(end.edge, 4), unit);
    return [
      {
        key: side,
        label: `${side === "below" ? "up to" : "above"} ${edge}`,
        isOwn: true,
        reference: end.referenceShare,
        current: end.currentShare,
        part: null,
        href: link(end.bins),
      },
    ];
  });
}

function Cumulative({ answer, name, description }: { answer: DistributionAnswer; name: string; description: string }) {
  const data = useMemo(() => cumulative(answer.bins, valueRange(answer)), [answer]);
  const domain = cumulativeDomain(answer);
  if (!domain || data.points.length === 0)
    return <p className="py-10 text-center text-ink-3">There are no values on one of the two sides.</p>;
  const ticks = valueTicks(domain[0], domain[1], 6).filter((tick) => tick >= domain[0] && tick <= domain[1]);
  return (
    <CumulativeChart
      data={data}
      domain={domain}
      ticks={ticks}
      tickLabels={formatAligned(ticks)}
      unit={answer.unit}
      xTitle={name}
      description={description}
    />
  );
}

function ChosenBar({ bar, href, column, onClear }: { bar: HistogramBar; href: string | null; column: DriftColumn; onClear: () => void }) {
  const count = bar.bins.reduce((total, bin) => total + bin.current, 0);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md bg-accent-soft px-3 py-1.5 text-xs">
      <span className="tabular text-ink">
        <span className="font-medium">{bar.label}</span>: {formatShare(bar.referenceShare)} then, {formatShare(bar.currentShare)} now (
        {formatPoints(bar.currentShare - bar.referenceShare)})
      </span>
      {href && (
        <Link href={href} className="text-accent underline underline-offset-2">
          {formatCount(count)} records with {column.name} in this bin
        </Link>
      )}
      <Button variant="ghost" size="icon-sm" aria-label="Clear the selected bin" className="ml-auto" onClick={onClear}>
        <X aria-hidden />
      </Button>
    </div>
  );
}
