import type { Kind, Role } from "#core/columns/column.ts";
import type { StatisticId } from "#core/contracts/common.ts";

export type { StatisticId, Verdict } from "#core/contracts/common.ts";

/** What a group of bins holds. */
export type GroupKind = "range" | "category" | "other" | "missing" | "invalid";

/** A union of whole bins (or missing, or invalid), with both counts. `from` and `to` are the edges of a range `(from, to]`; null is open. */
export interface GroupCount {
  label: string;
  kind: GroupKind;
  from: number | null;
  to: number | null;
  /** First and last bin of the binning inside the group; null for missing and invalid. */
  firstBin: number | null;
  lastBin: number | null;
  reference: number;
  current: number;
}

/** A group as shown: with both shares and its part in a statistic. */
export interface Contribution extends GroupCount {
  referenceShare: number;
  currentShare: number;
  contribution: number;
}

/** One statistic between two profiles. Every number is finite; null means that it does not exist for these data. */
export interface StatisticResult {
  id: StatisticId;
  value: number | null;
  /** Ends of the certified interval of the statistic on the raw values; equal to `value` where the bins lose nothing. */
  lower: number | null;
  upper: number | null;
  /** About what no drift gives on average at these sample sizes. */
  expected: number | null;
  /** What no drift exceeds with probability alpha at these sample sizes. */
  critical: number | null;
  /** Evidence: the probability of a difference at least this large without drift. Valid (not too small) for small samples. */
  p: number | null;
  /** Where p comes from, in words. */
  evidence: string;
  /** Named extra numbers, e.g. degrees of freedom or the reference's standard deviation. */
  details: Record<string, number | null>;
}

/** Rows of one side. `rows` = valid + missing + invalid. Mean and sd of the valid numeric values (sd divides by n), else null. */
export interface SideSummary {
  rows: number;
  valid: number;
  missing: number;
  invalid: number;
  mean: number | null;
  sd: number | null;
  min: number | null;
  max: number | null;
}

export interface CompareOptions {
  /** The statistic that decides the verdict. A statistic that the column cannot have falls back to PSI. */
  primary: StatisticId;
  /** Share that PSI gives an empty group, never more than the other side's share of it. */
  emptyShare: number;
  /** Level of the evidence before correction. */
  alpha: number;
  /** Only what the verdict needs, for heat maps and series: the statistics beside the primary one, moments and contributions may be absent. */
  light: boolean;
}

export interface ComparedColumn {
  id: number;
  name: string;
  role: Role;
  kind: Kind;
}

/** One column, both profiles compared: plain, JSON-safe. */
export interface ColumnComparison {
  column: ComparedColumn;
  reference: SideSummary;
  current: SideSummary;
  /** In the order of the catalogue; only those that the column can have. Empty when a side has no rows. */
  statistics: StatisticResult[];
  primary: StatisticId;
  /** The primary statistic taken apart, in the order of the bins. */
  contributions: Contribution[];
  options: CompareOptions;
}
