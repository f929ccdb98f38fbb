import type { Reading } from "../../contracts/alarm-rules.ts";
import { measured, unmeasured } from "../measure/reading.ts";
import type { Quick } from "./quick-value.ts";

/** Windows of a shuffle whose band is worked out, by the number of records they rest on; the others take their neighbour's. */
const SAMPLES = 24;

/** How far the ends of a band are from the value, times the root of n. Null: it had no band. */
interface Sample {
  n: number;
  below: number | null;
  above: number | null;
}

/**
 * Sampling errors of windows that all hold records of one pot: they differ by how many they hold, and as one over the root of it. So bands that take hundreds
 * of resamples are worked out for some windows, of few and of many records, and carried over to those with about as many.
 */
export class CarriedBands {
  private readonly samples: Sample[];

  /** `full` reads window `i` with its band. */
  constructor(quick: readonly Quick[], full: (i: number) => Reading) {
    const known = quick.flatMap(({ value, n }, i) => (value === null || n === 0 ? [] : [{ i, n }])).sort((a, b) => a.n - b.n);
    const picked = new Set(
      Array.from({ length: Math.min(SAMPLES, known.length) }, (_, k, of = Math.min(SAMPLES, known.length)) =>
        of === 1 ? 0 : Math.round((k * (known.length - 1)) / (of - 1)),
      ),
    );
    this.samples = [...picked].map((at) => {
      const { i, n } = known[at]!;
      const { value, lower, upper } = full(i);
      const end = (distance: number | null) => (distance === null ? null : distance * Math.sqrt(n));
      return {
        n,
        below: end(value === null || lower === null ? null : value - lower),
        above: end(value === null || upper === null ? null : upper - value),
      };
    });
  }

  reading({ value, n }: Quick, predictions: number, labelled: number): Reading {
    if (predictions === 0) return unmeasured("no_data", "There are no predictions in the window.");
    const sample = value === null ? null : this.nearest(n);
    if (value === null || !sample) return unmeasured("not_enough_data", "The window does not give this metric.", labelled);
    const root = Math.sqrt(n);
    return measured(value, Math.round(n), {
      lower: sample.below === null ? null : value - sample.below / root,
      upper: sample.above === null ? null : value + sample.above / root,
    });
  }

  /** By n, in proportion. */
  private nearest(n: number): Sample | null {
    let [best, least] = [null as Sample | null, Number.POSITIVE_INFINITY];
    for (const sample of this.samples) {
      const distance = Math.abs(Math.log(sample.n / n));
      if (distance < least) [best, least] = [sample, distance];
    }
    return best;
  }
}
