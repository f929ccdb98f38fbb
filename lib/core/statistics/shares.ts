/** Sum of counts; 0 for an empty list. */
export function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i]!;
  return sum;
}

/** Each count over the sum, range 0..1; null when the sum is 0, because nothing has no distribution. */
export function shares(counts: ArrayLike<number>): Float64Array | null {
  const sum = total(counts);
  if (sum === 0) return null;
  const result = new Float64Array(counts.length);
  for (let i = 0; i < counts.length; i++) result[i] = counts[i]! / sum;
  return result;
}

/** 1/N + 1/M, the variance factor of a difference between two samples; Infinity when one is empty. */
export function sampleNoise(n: number, m: number): number {
  return n > 0 && m > 0 ? 1 / n + 1 / m : Number.POSITIVE_INFINITY;
}

/** Groups that hold a row on either side. */
export function groupsUsed(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  let used = 0;
  for (let i = 0; i < reference.length; i++) if (reference[i]! > 0 || current[i]! > 0) used++;
  return used;
}

/** The number, or null when it is not finite: answers are JSON. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
