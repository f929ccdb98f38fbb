import type { BucketSpan } from "#core/alarms/shuffle/windows.ts";
import { dealRecords } from "#core/alarms/shuffle.ts";
import { emptyProfile } from "#core/profiles/count.ts";
import type { Binning, ColumnProfile, NumericBinning } from "#core/profiles/types.ts";

/**
 * One column over a back-test with its records shuffled: those of all buckets, and of the reference, are put in one pot and dealt out again
 * into buckets (and a reference) of the sizes they had. So nothing drifts, and the very same records are there.
 */
export class ShuffledColumn {
  private readonly binning: Binning;
  /** prefix[i]: what the first i buckets hold together. */
  private readonly prefix: Float64Array[];
  /** Null: the reference slides, and is a span of buckets too. */
  readonly reference: ColumnProfile | null;
  private readonly low: number;
  private readonly high: number;

  constructor(binning: Binning, buckets: readonly ColumnProfile[], reference: ColumnProfile | null, seed: number) {
    this.binning = binning;
    const vectors = buckets.map(vectorOf);
    const dealt = dealRecords(reference ? [...vectors, vectorOf(reference)] : vectors, seed);
    const all = reference ? [...buckets, reference] : buckets;
    this.low = Math.min(...all.map(({ min }) => (Number.isNaN(min) ? Number.POSITIVE_INFINITY : min)));
    this.high = Math.max(...all.map(({ max }) => (Number.isNaN(max) ? Number.NEGATIVE_INFINITY : max)));
    this.reference = reference ? this.profile(dealt[buckets.length]!) : null;
    this.prefix = [new Float64Array(vectors[0]?.length ?? 0)];
    for (const vector of dealt.slice(0, buckets.length)) {
      const next = this.prefix.at(-1)!.slice();
      for (let i = 0; i < next.length; i++) next[i] = next[i]! + vector[i]!;
      this.prefix.push(next);
    }
  }

  /** What a window holds after the dealing. */
  window({ first, end }: BucketSpan): ColumnProfile {
    const [before, after] = [this.prefix[first]!, this.prefix[end]!];
    return this.profile(after.map((count, i) => count - before[i]!));
  }

  private profile(vector: Float64Array): ColumnProfile {
    const profile = emptyProfile(this.binning);
    const bins = profile.counts.length;
    profile.counts.set(vector.subarray(0, bins));
    profile.missing = vector[bins]!;
    profile.invalid = vector[bins + 1]!;
    if (this.binning.kind === "numeric" && Number.isFinite(this.low)) {
      profile.min = this.low;
      profile.max = this.high;
      sumFromBins(this.binning, profile);
    }
    return profile;
  }
}

function vectorOf(profile: ColumnProfile): Float64Array {
  const bins = profile.counts.length;
  const vector = new Float64Array(bins + 2);
  vector.set(profile.counts);
  vector[bins] = profile.missing;
  vector[bins + 1] = profile.invalid;
  return vector;
}

/** Sums as if each value were in the middle of its bin: who is dealt where is known, what they measured is not. A bin holds a thousandth of the reference. */
function sumFromBins(binning: NumericBinning, profile: ColumnProfile): void {
  const { edges, shift, quantum, squareQuantum } = binning;
  const atoms = new Set(binning.atoms);
  for (let bin = 0; bin < profile.counts.length; bin++) {
    const count = profile.counts[bin]!;
    if (count === 0) continue;
    const high = Math.min(edges[bin] ?? profile.max, profile.max);
    const low = Math.max(edges[bin - 1] ?? profile.min, profile.min);
    const value = (atoms.has(bin) ? high : (low + high) / 2) - shift;
    profile.sum += BigInt(count) * BigInt(Math.round(value / quantum));
    profile.sumSquares += BigInt(count) * BigInt(Math.round((value * value) / squareQuantum));
  }
}
