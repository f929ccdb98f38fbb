/** Kinds whose bins do not bound them: their common value may be anything from `least` to `most`. */
interface Open {
  kinds: readonly number[];
  least: number;
  most: number;
}

/**
 * What each kind of record stands for in a sum of which only the total is known. `values` >= 0 are what their bins say (middles); those of the open kinds
 * become what the total leaves for them, if that is within their bounds; else, and without any of them, all values are stretched alike. Sum
 * over kinds of counts * values is then `total`, but for rounding, unless all of them are 0. Changes `values`.
 */
export function fitTo(values: Float64Array, counts: ArrayLike<number>, total: number, open?: Open): void {
  let sum = 0;
  for (let kind = 0; kind < values.length; kind++) sum += counts[kind]! * values[kind]!;
  let [ofOpen, n] = [0, 0];
  for (const kind of open?.kinds ?? []) {
    ofOpen += counts[kind]! * values[kind]!;
    n += counts[kind]!;
  }
  const left = (total - sum + ofOpen) / n;
  if (open && n > 0 && left >= open.least && left <= open.most) for (const kind of open.kinds) values[kind] = left;
  else if (sum > 0) for (let kind = 0; kind < values.length; kind++) values[kind] = (values[kind]! * total) / sum;
}
