import { BAND_LEVEL, type Band } from "./band.ts";
import { createRandom, poissonDraw, type Random, seedOf } from "./random.ts";

export const RESAMPLES = 400;

/**
 * Percentile band of a statistic of counts: each resample draws every count from a Poisson distribution around it, plus one row's worth of
 * doubt, Poisson(1) rows, spread evenly over the cells `doubtful` (all when absent), so that a table without a single error does not claim
 * certainty. Deterministic: the random source is seeded by the counts. Resamples in which the statistic is null are left out; null when
 * half of them are. Source: Hanley & MacGibbon 2006 on Poisson resampling.
 */
export function bootstrapBand(
  counts: ArrayLike<number>,
  statistic: (resampled: Float64Array) => number | null,
  doubtful?: readonly number[],
  resamples = RESAMPLES,
): Band | null {
  const random = createRandom(seedOf(counts));
  const used: number[] = [];
  for (let i = 0; i < counts.length; i++) if ((counts[i] as number) > 0) used.push(i);
  if (used.length === 0) return null;
  const drawn = new Float64Array(counts.length);
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    drawn.fill(0);
    for (const i of used) drawn[i] = poissonDraw(random, counts[i] as number);
    addDoubt(drawn, doubtful, random);
    const value = statistic(drawn);
    if (value !== null && Number.isFinite(value)) values.push(value);
  }
  return percentileBand(values, resamples);
}

function addDoubt(drawn: Float64Array, doubtful: readonly number[] | undefined, random: Random): void {
  const cells = doubtful?.length ?? drawn.length;
  for (let left = poissonDraw(random, 1); left > 0 && cells > 0; left--) {
    const at = Math.floor(random() * cells);
    const cell = doubtful?.[at] ?? at;
    drawn[cell] = (drawn[cell] as number) + 1;
  }
}

/** The band between the outer percentiles of resampled values; null when fewer than half of the resamples have one. */
export function percentileBand(values: number[], resamples: number): Band | null {
  if (values.length * 2 < resamples) return null;
  values.sort((a, b) => a - b);
  const tail = (1 - BAND_LEVEL) / 2;
  const last = values.length - 1;
  return {
    lower: values[Math.floor(tail * last)] as number,
    upper: values[Math.ceil((1 - tail) * last)] as number,
    method: "bootstrap",
  };
}
