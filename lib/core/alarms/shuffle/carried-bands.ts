import type { Reading } from "../../contracts/alarm-rules.ts";
import { measured, unmeasured } from "../measure/reading.ts";
import type { Quick } from "./quick-value.ts";

/** Windows of a shuffle whose band is worked out: so many by the number of records they rest on, and as many by their value. */
const SAMPLES = 12;
/** A band of one window is itself a matter of chance: so many of those with about as many records are averaged. */
const AVERAGED = 8;

/** How far the ends of a band are from the value, times the root of n. Null: it had no band. */
interface Sample {
  n: number;
  value: number;
  below: number | null;
  above: number | null;
}
type End = "below" | "above";

/**
 * Sampling errors of windows that all hold records of one pot: they differ by how many they hold, as one over the root of it, and by the value itself
 * (an MCC of 0.5 is less certain than one of 0.7), in about a straight line. So bands that take hundreds of resamples are worked out for some windows, and carried
 * over to the others: the average of those with about as many records, moved along that line.
 */
export class CarriedBands {
  private readonly samples: Sample[];
  private readonly slopes: Record<End, number>;
  private readonly range: { low: number; high: number };

  /** `full` reads window `i` with its band. */
  constructor(quick: readonly Quick[], full: (i: number) => Reading) {
    const known = quick.flatMap(({ value, n }, i) => (value === null || n === 0 ? [] : [{ i, n, value }]));
    const byRecords = evenly([...known].sort((a, b) => a.n - b.n));
    const byValue = evenly([...known].sort((a, b) => a.value - b.value));
    this.samples = [...new Set([...byRecords, ...byValue])].flatMap(({ i, n }) => {
      const { value, lower, upper } = full(i);
      if (value === null) return [];
      const root = Math.sqrt(n);
      return { n, value, below: lower === null ? null : (value - lower) * root, above: upper === null ? null : (upper - value) * root };
    });
    this.slopes = { below: slopeOf(this.samples, "below"), above: slopeOf(this.samples, "above") };
    const values = this.samples.map(({ value }) => value);
    this.range = { low: Math.min(...values), high: Math.max(...values) };
  }

  reading({ value, n }: Quick, predictions: number, labelled: number): Reading {
    if (predictions === 0) return unmeasured("no_data", "There are no predictions in the window.");
    const near = value === null ? [] : this.nearest(n);
    if (value === null || near.length === 0) return unmeasured("not_enough_data", "The window does not give this metric.", labelled);
    const [below, above] = [this.end(near, value, "below"), this.end(near, value, "above")];
    const root = Math.sqrt(n);
    return measured(value, Math.round(n), {
      lower: below === null ? null : value - below / root,
      upper: above === null ? null : value + above / root,
    });
  }

  /** Of about as many records, in proportion; the nearest first. */
  private nearest(n: number): Sample[] {
    const distance = (sample: Sample) => Math.abs(Math.log(sample.n / n));
    return [...this.samples].sort((a, b) => distance(a) - distance(b)).slice(0, AVERAGED);
  }

  /** No band where the nearest has none; no further along the line than values were seen. */
  private end(near: readonly Sample[], value: number, end: End): number | null {
    if (near[0]![end] === null) return null;
    const known = near.filter((sample) => sample[end] !== null);
    const within = Math.min(Math.max(value, this.range.low), this.range.high);
    return Math.max(
      0,
      meanOf(known.map((sample) => sample[end]!)) + this.slopes[end] * (within - meanOf(known.map((sample) => sample.value))),
    );
  }
}

function evenly<T>(sorted: readonly T[]): T[] {
  const count = Math.min(SAMPLES, sorted.length);
  return Array.from({ length: count }, (_, k) => sorted[count === 1 ? 0 : Math.round((k * (sorted.length - 1)) / (count - 1))]!);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Least squares of an end on the value; 0 where the values do not differ. */
function slopeOf(samples: readonly Sample[], end: End): number {
  const known = samples.filter((sample) => sample[end] !== null);
  const [middle, height] = [meanOf(known.map(({ value }) => value)), meanOf(known.map((sample) => sample[end]!))];
  const spread = known.reduce((sum, { value }) => sum + (value - middle) ** 2, 0);
  return spread > 0 ? known.reduce((sum, sample) => sum + (sample.value - middle) * (sample[end]! - height), 0) / spread : 0;
}
