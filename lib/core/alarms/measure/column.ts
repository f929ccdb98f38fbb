import type { COLUMN_VALUES, Reading } from "../../contracts/alarm-rules.ts";
import { wilson } from "../../performance/bands/wilson.ts";
import { mean, quantile, standardDeviation, validCount } from "../../profiles/moments.ts";
import type { Binning, ColumnProfile, NumericBinning } from "../../profiles/types.ts";
import { proportionDifference } from "../../statistics/proportions.ts";
import { differenceP, measured, standardError, unmeasured } from "./reading.ts";

export type ColumnValue = (typeof COLUMN_VALUES)[number];

const QUANTILE: Partial<Record<ColumnValue, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };
const Z = 1.959963984540054;

/**
 * One figure of a column over a window: missing, invalid (of all rows), unseen or a category's share (of valid ones), 0..1; mean, standard
 * deviation or a quantile in the column's unit. With a 95 % interval (Wilson for shares; normal for means, and for the standard deviation
 * as of normal values; for quantiles the quantiles one standard error of the rank away) and, where `reference` has rows, the p of the
 * difference to it (exact or z for shares, z from the intervals else). `no_data` without rows, `not_enough_data` where rows have no usable
 * value, `error` when the column's kind has no such figure. Sources: Agresti 3.2; Conover 3.2 for quantiles.
 */
export function columnReading(
  value: ColumnValue,
  binning: Binning,
  current: ColumnProfile,
  reference: ColumnProfile | null,
  category?: string,
): Reading {
  const valid = validCount(current);
  const rows = valid + current.missing + current.invalid;
  if (rows === 0) return unmeasured("no_data", "There are no records in the window.");
  const hits = hitsOf(value, binning, category);
  if (hits) {
    const now = hits(current);
    if (now.n === 0) return unmeasured("not_enough_data", "No record of the window has a usable value.", 0);
    const band = wilson(now.hits, now.n);
    const before = reference ? hits(reference) : null;
    const p = before ? (proportionDifference(before.hits, before.n, now.hits, now.n)?.p ?? null) : null;
    return measured(now.hits / now.n, now.n, { lower: band?.lower ?? null, upper: band?.upper ?? null, p });
  }
  if (binning.kind !== "numeric" || value === "share" || value === "unseen_rate")
    return unmeasured(
      "error",
      binning.kind === "numeric" ? "A numeric column has no categories." : "Only a numeric column has this figure.",
    );
  const now = figureOf(value, binning, current);
  if (!now) return unmeasured("not_enough_data", "No record of the window has a usable value.", valid);
  const before = reference ? figureOf(value, binning, reference) : null;
  const p = before ? differenceP(now.value, standardError(now), before.value, standardError(before)) : null;
  return measured(now.value, valid, { lower: now.lower, upper: now.upper, p });
}

function hitsOf(
  value: ColumnValue,
  binning: Binning,
  category: string | undefined,
): ((profile: ColumnProfile) => { hits: number; n: number }) | null {
  const rows = (profile: ColumnProfile) => validCount(profile) + profile.missing + profile.invalid;
  if (value === "missing_rate") return (profile) => ({ hits: profile.missing, n: rows(profile) });
  if (value === "invalid_rate") return (profile) => ({ hits: profile.invalid, n: rows(profile) });
  if (binning.kind !== "categorical") return null;
  if (value === "unseen_rate") return (profile) => ({ hits: profile.counts[binning.categories.length]!, n: validCount(profile) });
  if (value !== "share") return null;
  const bin = binning.categories.indexOf(category ?? "");
  // A category that the reference did not have is counted among the others, so nobody can say how many it has.
  return bin < 0 ? null : (profile) => ({ hits: profile.counts[bin]!, n: validCount(profile) });
}

function figureOf(
  value: ColumnValue,
  binning: NumericBinning,
  profile: ColumnProfile,
): { value: number; lower: number | null; upper: number | null } | null {
  const n = validCount(profile);
  if (n === 0) return null;
  const q = QUANTILE[value];
  if (q !== undefined) {
    const reach = (Z * Math.sqrt(q * (1 - q))) / Math.sqrt(n);
    const at = (share: number) => quantile(binning, profile, Math.min(Math.max(share, 0), 1));
    return { value: at(q), lower: at(q - reach), upper: at(q + reach) };
  }
  const sd = standardDeviation(binning, profile);
  const figure = value === "mean" ? mean(binning, profile) : sd;
  const error = n < 2 || !Number.isFinite(sd) ? null : value === "mean" ? sd / Math.sqrt(n) : sd / Math.sqrt(2 * (n - 1));
  if (!Number.isFinite(figure)) return null;
  return { value: figure, lower: error === null ? null : figure - Z * error, upper: error === null ? null : figure + Z * error };
}
