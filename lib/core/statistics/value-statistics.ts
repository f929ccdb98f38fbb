import type { ColumnProfile, NumericBinning } from "#core/profiles/types.ts";
import { type KsResult, kolmogorovSmirnov } from "./ks.ts";
import { atomSet } from "./labels.ts";
import { compareMoments, type Moments } from "./moments.ts";
import { finite, sampleNoise } from "./shares.ts";
import type { CompareOptions, SideSummary, StatisticId, StatisticResult } from "./types.ts";
import { type WassersteinResult, wasserstein } from "./wasserstein.ts";

/**
 * KS, Wasserstein, mean shift and spread ratio of a numeric column: valid values only. The evidence of all four is the KS p, which holds for any shape
 * and any sample size; Welch's p of the means stands beside. Values are null when a side has no valid value, or when the
 * reference does not vary (sd 0) but the values differ.
 */
export function valueStatistics(
  binning: NumericBinning,
  reference: ColumnProfile,
  current: ColumnProfile,
  sides: { reference: SideSummary; current: SideSummary },
  options: CompareOptions,
): StatisticResult[] {
  const ks = kolmogorovSmirnov(reference.counts, current.counts, atomSet(binning), options.alpha);
  const distance = wassersteinOf(binning, reference, current, sides.reference.sd, false);
  const moments = compareMoments(momentsOf(sides.reference), momentsOf(sides.current));
  const words = ks === null ? "no valid values" : `Kolmogorov-Smirnov, ${ks.method}`;
  const plain = (
    id: StatisticId,
    value: number | null,
    expected: number | null,
    details: Record<string, number | null>,
  ): StatisticResult => ({
    id,
    value,
    lower: value,
    upper: value,
    expected,
    critical: null,
    p: ks?.p ?? null,
    evidence: words,
    details,
  });
  const meanNoise = ks && moments.meanShift !== null ? Math.sqrt((2 / Math.PI) * sampleNoise(ks.n, ks.m)) : null;
  return [
    ksStatistic(ks, binning, words),
    {
      ...plain("wasserstein", distance?.value ?? null, distance?.expected ?? null, { reference_sd: sides.reference.sd }),
      lower: distance?.lower ?? null,
      upper: distance?.upper ?? null,
    },
    plain("mean_shift", finiteOrNull(moments.meanShift), meanNoise, {
      reference_mean: sides.reference.mean,
      current_mean: sides.current.mean,
      reference_sd: sides.reference.sd,
      welch_p: finiteOrNull(moments.welchP),
    }),
    plain("spread_ratio", finiteOrNull(moments.spreadRatio), moments.spreadRatio === null ? null : 1, {
      reference_sd: sides.reference.sd,
      current_sd: sides.current.sd,
    }),
  ];
}

/** Wasserstein of two profiles, or null where it does not exist (see `wasserstein`). `referenceSd` null: the sd does not exist. */
export function wassersteinOf(
  binning: NumericBinning,
  reference: ColumnProfile,
  current: ColumnProfile,
  referenceSd: number | null,
  keepBins = true,
): WassersteinResult | null {
  if (referenceSd === null) return null;
  const [min, max] = valueRange(reference, current);
  const result = wasserstein(binning.edges, reference.counts, current.counts, min, max, referenceSd, keepBins);
  return result && Number.isFinite(result.upper) && Number.isFinite(result.expected) ? result : null;
}

/** Smallest and largest valid value of either side; NaN when neither has one. */
export function valueRange(reference: ColumnProfile, current: ColumnProfile): [number, number] {
  const ends = [reference.min, reference.max, current.min, current.max].filter((value) => !Number.isNaN(value));
  return ends.length === 0 ? [Number.NaN, Number.NaN] : [Math.min(...ends), Math.max(...ends)];
}

function ksStatistic(ks: KsResult | null, binning: NumericBinning, words: string): StatisticResult {
  return {
    id: "ks",
    value: ks?.value ?? null,
    lower: ks?.lower ?? null,
    upper: ks?.upper ?? null,
    expected: ks?.expected ?? null,
    critical: ks?.critical ?? null,
    p: ks?.p ?? null,
    evidence: words,
    details: {
      effective_n: ks?.effectiveN ?? null,
      reached_at: ks ? (binning.edges[ks.bin] ?? null) : null,
      signed: ks?.signed ?? null,
    },
  };
}

function momentsOf(side: SideSummary): Moments | null {
  return side.mean === null || side.sd === null ? null : { n: side.valid, mean: side.mean, sd: side.sd };
}

function finiteOrNull(value: number | null): number | null {
  return value === null ? null : finite(value);
}
