import { validCount } from "#core/profiles/moments.ts";
import type { Binning, ColumnProfile, NumericBinning } from "#core/profiles/types.ts";
import { statisticInfo } from "./catalogue.ts";
import { resultOf } from "./compare.ts";
import { contributionsOf } from "./contributions.ts";
import { groupProfiles } from "./groups.ts";
import { binRange, edgeDigits, rangeLabel } from "./labels.ts";
import type { ColumnComparison, Contribution, StatisticId, StatisticResult } from "./types.ts";
import { valueRange, wassersteinOf } from "./value-statistics.ts";

/** Everything behind one number of one column: enough to compute it again by hand (`recompute`). JSON-safe. */
export interface Explanation {
  column: string;
  statistic: StatisticId;
  title: string;
  meaning: string;
  formula: string;
  units: string;
  value: number | null;
  /** Rows that the statistic looks at: all rows, or the valid ones. */
  rowsUsed: "all" | "valid";
  referenceN: number;
  currentN: number;
  /** Deciles or categories; for KS and Wasserstein the bins themselves that hold a row, with `from` and `to` cut to the values' range. */
  groups: Contribution[];
  /** What was done with groups that are empty on one side, in words. */
  emptyRule: string;
  /** What the bins leave open, in words. */
  certificate: string;
  /** Named extra inputs of the formula. */
  inputs: Record<string, number | null>;
  result: StatisticResult;
}

/**
 * Takes one statistic of a compared column apart. The profiles must be those that were compared.
 * Throws when the comparison does not hold the statistic (a side has no rows, or the column's kind cannot have it).
 */
export function explainStatistic(
  comparison: ColumnComparison,
  binning: Binning,
  reference: ColumnProfile,
  current: ColumnProfile,
  id: StatisticId = comparison.primary,
): Explanation {
  const result = resultOf(comparison, id);
  if (!result) throw new Error(`${statisticInfo(id).title} does not exist for column ${comparison.column.name} in this window.`);
  const info = statisticInfo(id);
  const valid = id === "ks" || id === "wasserstein" || id === "mean_shift" || id === "spread_ratio" || id === "unseen_share";
  const bins = binning.kind === "numeric" && (id === "ks" || id === "wasserstein");
  return {
    column: comparison.column.name,
    statistic: id,
    title: info.title,
    meaning: info.meaning,
    formula: info.formula,
    units: info.units,
    value: result.value,
    rowsUsed: valid ? "valid" : "all",
    referenceN: valid ? validCount(reference) : comparison.reference.rows,
    currentN: valid ? validCount(current) : comparison.current.rows,
    groups: bins
      ? filledBins(id, binning, reference, current, comparison.reference.sd)
      : contributionsOf(id, binning, reference, current, groupProfiles(binning, reference, current), comparison.options.emptyShare),
    emptyRule: emptyRule(id, comparison.options.emptyShare),
    certificate: certificate(result),
    inputs: { ...result.details, empty_share: comparison.options.emptyShare },
    result,
  };
}

function filledBins(
  id: StatisticId,
  binning: NumericBinning,
  reference: ColumnProfile,
  current: ColumnProfile,
  sd: number | null,
): Contribution[] {
  const n = validCount(reference);
  const m = validCount(current);
  const [min, max] = valueRange(reference, current);
  const distance = id === "wasserstein" ? wassersteinOf(binning, reference, current, sd) : null;
  const digits = edgeDigits(binning.edges);
  const groups: Contribution[] = [];
  let below = 0;
  let belowCurrent = 0;
  for (let bin = 0; bin <= binning.edges.length; bin++) {
    const r = reference.counts[bin]!;
    const c = current.counts[bin]!;
    if (r === 0 && c === 0) continue;
    below += r;
    belowCurrent += c;
    const { from, to } = binRange(binning, bin, bin);
    groups.push({
      label: rangeLabel(binning, bin, bin, digits),
      kind: "range",
      from: Math.max(from ?? min, min),
      to: Math.min(to ?? max, max),
      firstBin: bin,
      lastBin: bin,
      reference: r,
      current: c,
      referenceShare: n === 0 ? 0 : r / n,
      currentShare: m === 0 ? 0 : c / m,
      contribution: id === "ks" ? Math.abs(belowCurrent / (m || 1) - below / (n || 1)) : (distance?.bins[bin]?.part ?? 0),
    });
  }
  return groups;
}

function emptyRule(id: StatisticId, emptyShare: number): string {
  if (id === "psi") {
    return `A share of 0 counts as ${emptyShare}, or as the other side's share where that is smaller. Groups empty on both sides count nothing.`;
  }
  return "Empty groups count as 0; nothing is put in their place.";
}

function certificate(result: StatisticResult): string {
  if (result.value === null || result.lower === null || result.upper === null) return "There is no value.";
  if (result.lower === result.upper) return "Exact: the bins lose nothing.";
  return `On the raw values the statistic certainly lies between ${result.lower} and ${result.upper}.`;
}
