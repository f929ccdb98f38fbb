import { mean, standardDeviation, validCount } from "#core/profiles/moments.ts";
import type { Binning, ColumnProfile } from "#core/profiles/types.ts";
import { STATISTICS, statisticInfo } from "./catalogue.ts";
import { contributionsOf } from "./contributions.ts";
import { pooledEvidence } from "./evidence.ts";
import { type GroupEvidence, groupStatistics } from "./group-statistics.ts";
import { groupProfiles } from "./groups.ts";
import { DEFAULT_EMPTY_SHARE } from "./psi.ts";
import { shareStatistics } from "./share-statistics.ts";
import { finite } from "./shares.ts";
import type { ColumnComparison, ComparedColumn, CompareOptions, SideSummary, StatisticId, StatisticResult } from "./types.ts";
import { valueStatistics } from "./value-statistics.ts";

export const DEFAULT_COMPARE: CompareOptions = { primary: "psi", emptyShare: DEFAULT_EMPTY_SHARE, alpha: 0.05, light: false };

/**
 * Compares the current profile of one column with its reference profile on the same binning: every statistic that the column can have, with value,
 * certified interval, what no drift would give, and p. Plain and JSON-safe: numbers are finite or null.
 *
 * Groups (PSI, Jensen-Shannon, Hellinger, total variation, L-infinity, chi-square) count all rows, missing and invalid included; KS,
 * Wasserstein, mean and spread see valid values only. A side without rows gives no statistics, never NaN.
 * `light` leaves out what the verdict does not need; what it computes is the same. Throws when the profiles do not have the binning's number of bins: they belong to another binning.
 */
export function compareColumn(
  column: ComparedColumn,
  binning: Binning,
  reference: ColumnProfile,
  current: ColumnProfile,
  options: Partial<CompareOptions> = {},
): ColumnComparison {
  const settings = { ...DEFAULT_COMPARE, ...options };
  const bins = (binning.kind === "numeric" ? binning.edges.length : binning.categories.length) + 1;
  if (reference.counts.length !== bins || current.counts.length !== bins) {
    throw new Error(
      `Column ${column.name}: the profiles have ${reference.counts.length} and ${current.counts.length} bins, its binning has ${bins}. Compare profiles of one binning only.`,
    );
  }
  const summary = settings.light && BY_GROUPS.has(settings.primary) ? summarizeRows : summarize;
  const sides = { reference: summary(binning, reference), current: summary(binning, current) };
  const base = {
    column: { id: column.id, name: column.name, role: column.role, kind: column.kind },
    ...sides,
    options: settings,
  };
  const primary = statisticInfo(settings.primary).applies.includes(binning.kind) ? settings.primary : "psi";
  if (sides.reference.rows === 0 || sides.current.rows === 0) return { ...base, statistics: [], primary, contributions: [] };

  const groups = groupProfiles(binning, reference, current);
  const pooled = pooledEvidence(binning, reference, current, groups);
  const evidence: GroupEvidence = { p: pooled.p, cells: pooled.cells, words: EVIDENCE_WORDS[pooled.method] };
  const statistics: StatisticResult[] = groupStatistics(groups, evidence, settings);
  if (settings.light && BY_GROUPS.has(primary)) return { ...base, statistics, primary, contributions: [] };
  if (binning.kind === "numeric") statistics.push(...valueStatistics(binning, reference, current, sides, settings));
  statistics.push(...shareStatistics(binning, reference, current));
  const usable = statistics.find((result) => result.id === primary)?.value === null ? "psi" : primary;
  if (settings.light) return { ...base, statistics, primary: usable, contributions: [] };
  return {
    ...base,
    statistics: inOrder(statistics),
    primary: usable,
    contributions: contributionsOf(usable, binning, reference, current, groups, settings.emptyShare),
  };
}

/** Statistics that the groups alone give. */
const BY_GROUPS: ReadonlySet<StatisticId> = new Set(["psi", "jensen_shannon", "hellinger", "total_variation", "l_infinity", "chi_square"]);

const EVIDENCE_WORDS = {
  "chi-square": "two-sample chi-square, sparse groups together",
  exact: "exact test of two groups",
  none: "nothing to test",
} as const;

/** The result of a statistic in a comparison, or null when the column cannot have it. */
export function resultOf(comparison: ColumnComparison, id: StatisticId): StatisticResult | null {
  return comparison.statistics.find((result) => result.id === id) ?? null;
}

function summarizeRows(binning: Binning, profile: ColumnProfile): SideSummary {
  const valid = validCount(profile);
  const { missing, invalid } = profile;
  const sums = binning.kind === "numeric" ? { mean: null, sd: null, min: finite(profile.min), max: finite(profile.max) } : NO_MOMENTS;
  return { rows: valid + missing + invalid, valid, missing, invalid, ...sums };
}

const NO_MOMENTS = { mean: null, sd: null, min: null, max: null };

function summarize(binning: Binning, profile: ColumnProfile): SideSummary {
  const valid = validCount(profile);
  const numeric = binning.kind === "numeric" && valid > 0;
  return {
    rows: valid + profile.missing + profile.invalid,
    valid,
    missing: profile.missing,
    invalid: profile.invalid,
    mean: numeric ? finite(mean(binning, profile)) : null,
    sd: numeric ? finite(standardDeviation(binning, profile)) : null,
    min: numeric ? finite(profile.min) : null,
    max: numeric ? finite(profile.max) : null,
  };
}

function inOrder(statistics: StatisticResult[]): StatisticResult[] {
  return statistics.sort((a, b) => ORDER.get(a.id)! - ORDER.get(b.id)!);
}

const ORDER = new Map(STATISTICS.map((info, i) => [info.id, i]));
