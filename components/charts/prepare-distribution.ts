import { formatAligned } from "#core/charts/numbers.ts";
import { valueTicks } from "#core/charts/ticks.ts";
import type { Contribution, DistributionAnswer } from "#core/contracts/drift.ts";

export type Bin = Omit<Contribution, "contribution">;

/** A bar of a histogram drawn to scale: `reference` and `current` are shares per `unitWidth` of the axis. */
export interface ScaleBar {
  from: number;
  to: number;
  bins: Bin[];
  referenceShare: number;
  currentShare: number;
  reference: number;
  current: number;
}

export interface ScaleHistogram {
  bars: ScaleBar[];
  domain: [number, number];
  ticks: number[];
  /** Heights are shares per this much of the axis. */
  unitWidth: number;
  maxHeight: number;
  /** Valid values outside the drawn range, with their shares. */
  below: Outside | null;
  above: Outside | null;
}

export interface Outside {
  edge: number;
  bins: Bin[];
  referenceShare: number;
  currentShare: number;
}

const isRange = (bin: Bin) => bin.kind === "range";
const sum = (bins: readonly Bin[], key: "reference_share" | "current_share") => bins.reduce((total, bin) => total + bin[key], 0);

/** A stretch with fewer values than this on both sides is left to a labelled bar when it would take much of the axis. */
const THIN = 0.03;
const SLOTS = 60;

/**
 * A histogram to scale from right-closed bins of unequal width: equal areas are equal shares. Null without at least two closed bins.
 *
 * - A bin reaches to the start of the next one: what lies between holds nothing on either side (that is how whole numbers, each an atom of
 *   its own, become bars of width 1 instead of spikes without width).
 * - Bins narrower than 1/60 of the axis are joined with their neighbour: a spike of no width has no height that could be drawn.
 * - Open bins, and thin bins at the ends wider than a third of all the rest, are not drawn but told as `below` and `above`.
 */
export function scaleHistogram(bins: readonly Bin[]): ScaleHistogram | null {
  const closed = withReach(bins.filter(isRange));
  let first = 0;
  let last = closed.length - 1;
  const wide = (i: number) => {
    const bin = closed[i];
    const rest =
      (i === first ? (closed[last]?.to ?? 0) : (closed[last - 1]?.to ?? 0)) -
      (i === first ? (closed[first + 1]?.from ?? 0) : (closed[first]?.from ?? 0));
    return bin !== undefined && Math.max(bin.bin.reference_share, bin.bin.current_share) <= THIN && bin.to - bin.from > rest / 3;
  };
  while (last - first >= 3 && wide(first)) first += 1;
  while (last - first >= 3 && wide(last)) last -= 1;
  const kept = closed.slice(first, last + 1);
  const start = kept[0]?.from;
  const end = kept[kept.length - 1]?.to;
  if (start === undefined || end === undefined || kept.length < 2 || !(end > start)) return null;
  const bars = joinNarrow(kept, (end - start) / SLOTS);
  const ticks = valueTicks(start, end, 8).filter((tick) => tick >= start && tick <= end);
  const unitWidth = roundWidth(bars.map(({ from, to }) => to - from));
  for (const bar of bars) {
    const scale = unitWidth / (bar.to - bar.from);
    bar.reference = bar.referenceShare * scale;
    bar.current = bar.currentShare * scale;
  }
  const inside = new Set(kept.map(({ bin }) => bin));
  const rest = bins.filter((bin) => isRange(bin) && !inside.has(bin));
  return {
    bars,
    domain: [start, end],
    ticks,
    unitWidth,
    maxHeight: Math.max(...bars.flatMap(({ reference, current }) => [reference, current])),
    below: outside(
      rest.filter((bin) => bin.to !== null && bin.to <= start),
      start,
    ),
    above: outside(
      rest.filter((bin) => bin.from !== null && bin.from >= (kept[kept.length - 1]?.bin.to ?? end)),
      end,
    ),
  };
}

/** A round width near that of the bars, never above their median: then heights are about the shares of the bars and stay below 100 %. */
function roundWidth(widths: readonly number[]): number {
  const median = [...widths].sort((a, b) => a - b)[Math.floor((widths.length - 1) / 2)] ?? 1;
  const power = 10 ** Math.floor(Math.log10(median));
  return ([5, 2, 1].find((nice) => nice * power <= median * 1.0001) ?? 1) * power;
}

interface Reach {
  bin: Bin;
  from: number;
  to: number;
}

function withReach(ranges: readonly Bin[]): Reach[] {
  const closed = ranges.filter((bin): bin is Bin & { from: number; to: number } => bin.from !== null && bin.to !== null);
  const afterLast = ranges.find((bin) => bin.from !== null && bin.to === null)?.from ?? null;
  return closed.map((bin, i) => ({ bin, from: bin.from, to: Math.max(bin.to, closed[i + 1]?.from ?? afterLast ?? bin.to) }));
}

function joinNarrow(kept: readonly Reach[], minWidth: number): ScaleBar[] {
  const bars: ScaleBar[] = [];
  for (const { bin, from, to } of kept) {
    const last = bars[bars.length - 1];
    if (last && last.to - last.from < minWidth) {
      last.to = to;
      last.bins.push(bin);
      last.referenceShare += bin.reference_share;
      last.currentShare += bin.current_share;
    } else {
      bars.push({ from, to, bins: [bin], referenceShare: bin.reference_share, currentShare: bin.current_share, reference: 0, current: 0 });
    }
  }
  const tail = bars[bars.length - 1];
  const before = bars[bars.length - 2];
  if (tail && before && tail.to - tail.from < minWidth) {
    bars.pop();
    before.to = tail.to;
    before.bins.push(...tail.bins);
    before.referenceShare += tail.referenceShare;
    before.currentShare += tail.currentShare;
  }
  return bars;
}

function outside(bins: Bin[], edge: number): Outside | null {
  return bins.length === 0 ? null : { edge, bins, referenceShare: sum(bins, "reference_share"), currentShare: sum(bins, "current_share") };
}

/** Does the bin hold one value only? Its label is then that number. */
export function isSingleValue(bin: Bin): boolean {
  return bin.kind === "range" && bin.label.trim() !== "" && Number.isFinite(Number(bin.label));
}

/** A column of few values: nearly all of its bins are one value each, and a bar per value says more than a scale. */
export function isDiscrete(bins: readonly Bin[]): boolean {
  const ranges = bins.filter(isRange);
  return ranges.length > 0 && ranges.filter(isSingleValue).length >= ranges.length * 0.9;
}

/** One bar per bin, all of the same width, with a label under those that have room: the value, or the edge between two bins. */
export function binHistogram(bins: readonly Bin[], labelCount = 10) {
  const ranges = bins.filter(isRange);
  const discrete = isDiscrete(bins);
  const bars = ranges.map((bin, i) => ({
    from: i + 0.06,
    to: i + 0.94,
    reference: bin.reference_share,
    current: bin.current_share,
    referenceShare: bin.reference_share,
    currentShare: bin.current_share,
    bins: [bin],
    label: binLabel(bin),
  }));
  const every = Math.max(1, Math.ceil(ranges.length / labelCount));
  const edges = ranges.slice(0, -1).flatMap((bin) => (bin.to === null ? [] : [bin.to]));
  const edgeLabels = formatAligned(edges);
  const marks = discrete
    ? ranges.map((bin, i) => ({ at: i + 0.5, label: bin.label })).filter((_, i) => i % every === 0)
    : edges.map((_, i) => ({ at: i + 1, label: edgeLabels[i] ?? "" })).filter((_, i) => i % every === 0);
  return {
    bars,
    domain: [0, Math.max(1, ranges.length)] as [number, number],
    ticks: marks.map(({ at }) => at),
    tickLabels: marks.map(({ label }) => label),
  };
}

/** Smallest and largest value of both sides, as far as they are known. */
export function valueRange({ quantiles }: Pick<DistributionAnswer, "quantiles">): { min: number | null; max: number | null } {
  const at = (q: number) =>
    quantiles.filter((entry) => entry.q === q).flatMap(({ reference, current }) => [reference, current].filter((value) => value !== null));
  const [low, high] = [at(0), at(1)];
  return { min: low.length > 0 ? Math.min(...low) : null, max: high.length > 0 ? Math.max(...high) : null };
}

/** What the axis of a cumulative chart spans: from the 1st to the 99th percentile of both sides, as far as they are known. */
export function cumulativeDomain(answer: Pick<DistributionAnswer, "quantiles" | "bins">): [number, number] | null {
  const at = (q: number) =>
    answer.quantiles
      .filter((entry) => entry.q === q)
      .flatMap(({ reference, current }) => [reference, current].filter((value) => value !== null));
  const low = Math.min(...at(0.01));
  const high = Math.max(...at(0.99));
  if (Number.isFinite(low) && Number.isFinite(high) && high > low) return [low, high];
  const edges = answer.bins.flatMap((bin) => (bin.kind === "range" ? [bin.from, bin.to].filter((edge) => edge !== null) : []));
  const [first, last] = [Math.min(...edges), Math.max(...edges)];
  return edges.length > 1 && last > first ? [first, last] : null;
}

/** A bin's label as it is shown: with the signs of print, and quotes around an empty text. */
export function binLabel(bin: Pick<Bin, "label" | "kind">): string {
  if (bin.kind === "range") return bin.label.replace("<=", "≤").replace(">=", "≥").replaceAll("-", "−");
  return bin.label === "" ? '""' : bin.label;
}

/** The bins that are not values on the axis: categories' `other`, missing, invalid. */
export function ownBars(bins: readonly Bin[]): Bin[] {
  return bins.filter((bin) => bin.kind === "missing" || bin.kind === "invalid" || bin.kind === "other");
}

export interface CumulativePoint {
  x: number;
  reference: number;
  current: number;
}

export interface Cumulative {
  points: CumulativePoint[];
  /** Where the two are farthest apart at an edge shown: `x`, and by how much. */
  widest: { x: number; gap: number } | null;
}

/**
 * Cumulative shares of the valid values at the upper edges of the bins, exact there. An open end reaches to the smallest and the largest value
 * (`range`) where they are known, and is left out else.
 */
export function cumulative(bins: readonly Bin[], range: { min: number | null; max: number | null } = { min: null, max: null }): Cumulative {
  const ranges = bins.filter(isRange);
  const n = ranges.reduce((total, bin) => total + bin.reference, 0);
  const m = ranges.reduce((total, bin) => total + bin.current, 0);
  if (n === 0 || m === 0) return { points: [], widest: null };
  const points: CumulativePoint[] = [];
  let reference = 0;
  let current = 0;
  let widest: Cumulative["widest"] = null;
  const start = ranges[0]?.from ?? range.min;
  if (start !== null) points.push({ x: start, reference: 0, current: 0 });
  for (const bin of ranges) {
    reference += bin.reference;
    current += bin.current;
    const x = bin.to ?? range.max;
    if (x === null) continue;
    const point = { x, reference: reference / n, current: current / m };
    points.push(point);
    const gap = Math.abs(point.current - point.reference);
    if (!widest || gap > widest.gap) widest = { x, gap };
  }
  return { points, widest };
}

/** Categories by the larger of both shares, at most `limit`; the rest are counted, never silently lost. */
export function categoryBars(
  bins: readonly Bin[],
  limit: number,
): { bars: Bin[]; left: { count: number; referenceShare: number; currentShare: number } } {
  const categories = bins.filter((bin) => bin.kind === "category");
  const ranked = [...categories].sort((a, b) => b.reference_share - a.reference_share || b.current_share - a.current_share);
  const strongest = new Set(
    [...categories]
      .sort((a, b) => Math.max(b.reference_share, b.current_share) - Math.max(a.reference_share, a.current_share))
      .slice(0, limit),
  );
  const rest = ranked.filter((bin) => !strongest.has(bin));
  return {
    bars: ranked.filter((bin) => strongest.has(bin)),
    left: { count: rest.length, referenceShare: sum(rest, "reference_share"), currentShare: sum(rest, "current_share") },
  };
}

/** The largest moves of share, largest first, those below a tenth of a point left out. */
export function largestMoves(bins: readonly Bin[], count = 3): { label: string; change: number }[] {
  return bins
    .map((bin) => ({ label: binLabel(bin), change: bin.current_share - bin.reference_share }))
    .filter(({ change }) => Math.abs(change) >= 0.001)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, count);
}

/** True for columns whose bins are ranges of numbers. */
export function isNumericAnswer(answer: DistributionAnswer): boolean {
  return answer.bins.some(isRange) || !answer.bins.some((bin) => bin.kind === "category" || bin.kind === "other");
}
