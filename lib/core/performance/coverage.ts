import type { Band } from "./bands/band.ts";
import { wilson } from "./bands/wilson.ts";
import { DELAY_EDGES } from "./delay-bins.ts";
import type { CoverageCounts } from "./types.ts";

export interface Coverage {
  predictions: number;
  labelled: number;
  /** labelled / predictions, 0..1; null without predictions. */
  share: number | null;
  band: Band | null;
}

/** How many of the predictions have a usable label by now. Band: Wilson. */
export function coverageOf(counts: CoverageCounts): Coverage {
  const { predictions, labelled } = counts;
  return { predictions, labelled, share: predictions > 0 ? labelled / predictions : null, band: wilson(labelled, predictions) };
}

/**
 * The q-quantile of the label delay in seconds, among labels that have come: between the ends of its bin, each at most 1.5 times the one
 * before, by even spread. Infinity in the open last bin (beyond 2^26 s). Null without delays. Labels still to come make it too short: see
 * `coverageByAge`.
 */
export function delayQuantile({ delays }: CoverageCounts, q: number): number | null {
  const n = delays.reduce((sum, count) => sum + count, 0);
  if (n === 0) return null;
  const rank = Math.min(Math.max(q, 0), 1) * n;
  let below = 0;
  for (let bin = 0; bin < delays.length; bin++) {
    const count = delays[bin] as number;
    if (count > 0 && below + count >= rank) {
      const low = bin === 0 ? 0 : (DELAY_EDGES[bin - 1] as number);
      const high = DELAY_EDGES[bin];
      return high === undefined ? Number.POSITIVE_INFINITY : low + ((high - low) * Math.max(rank - below, 0)) / count;
    }
    below += count;
  }
  return null;
}

/** Predictions of one time bucket, and how long ago its youngest prediction may have been. */
export interface Cohort {
  youngestAgeMs: number;
  counts: CoverageCounts;
}

export interface CoverageAtAge {
  ageSeconds: number;
  /** Predictions old enough to say, and how many of them had their label by that age. */
  predictions: number;
  labelled: number;
  share: number;
  lower: number;
  upper: number;
}

/**
 * How many predictions had their label by an age: at each delay edge (1 s, 1.5 s, 2 s, ...), over the cohorts whose predictions are all at
 * least as old. So labels that have not had their time do not count against it. Labels without a known delay count at no age. Ages that no
 * cohort has reached are left out. Wilson bands. Shares of different ages may be of different cohorts, so they may fall a little when
 * coverage changes over time.
 */
export function coverageByAge(cohorts: readonly Cohort[]): CoverageAtAge[] {
  const found: CoverageAtAge[] = [];
  DELAY_EDGES.forEach((ageSeconds, edge) => {
    const old = cohorts.filter(({ youngestAgeMs }) => youngestAgeMs >= ageSeconds * 1000);
    const predictions = old.reduce((sum, { counts }) => sum + counts.predictions, 0);
    const labelled = old.reduce(
      (sum, { counts }) => sum + counts.delays.subarray(0, edge + 1).reduce((total, count) => total + count, 0),
      0,
    );
    const band = wilson(labelled, predictions);
    if (band !== null)
      found.push({ ageSeconds, predictions, labelled, share: labelled / predictions, lower: band.lower, upper: band.upper });
  });
  return found;
}
