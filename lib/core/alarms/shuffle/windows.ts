import type { Dealt } from "../shuffle.ts";

/** A window of a back-test as a union of consecutive buckets: [first, end) by index. */
export interface BucketSpan {
  first: number;
  end: number;
}

/**
 * What windows of dealt buckets hold, one after the other. Neighbouring windows mostly share their buckets, so only those that come and go are
 * counted. What it answers is good until it is asked again.
 */
export class DealtWindows {
  private readonly counts: Float64Array;
  private readonly parts: readonly Dealt[];
  private first = 0;
  private end = 0;

  /** `parts` are dealt apart, over the same buckets, and counted together. */
  constructor(kinds: number, parts: readonly Dealt[]) {
    this.counts = new Float64Array(kinds);
    this.parts = parts;
  }

  /** By kind. */
  at(span: BucketSpan): Float64Array {
    if (span.first >= this.end || span.end <= this.first) {
      this.counts.fill(0);
      this.first = span.first;
      this.end = span.first;
    }
    while (this.end < span.end) this.add(this.end++, 1);
    while (this.first > span.first) this.add(--this.first, 1);
    while (this.end > span.end) this.add(--this.end, -1);
    while (this.first < span.first) this.add(this.first++, -1);
    return this.counts;
  }

  private add(bucket: number, weight: 1 | -1): void {
    for (const part of this.parts) part.add(bucket, this.counts, weight);
  }
}

/** Sums of numbers that are not dealt, such as how many predictions a bucket has, over windows. */
export function windowSums(buckets: readonly number[], spans: readonly BucketSpan[]): number[] {
  const upTo = [0];
  for (const value of buckets) upTo.push(upTo[upTo.length - 1]! + value);
  return spans.map(({ first, end }) => upTo[end]! - upTo[first]!);
}
