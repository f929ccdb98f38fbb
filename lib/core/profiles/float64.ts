const scratch = new Float64Array(1);
const bits = new BigUint64Array(scratch.buffer);

/** The smallest double greater than `value`; +Infinity and NaN come back as they are. Never returns -0. */
export function nextUp(value: number): number {
  if (Number.isNaN(value) || value === Number.POSITIVE_INFINITY) return value;
  if (value === 0) return Number.MIN_VALUE;
  scratch[0] = value;
  bits[0] = (bits[0] as bigint) + (value > 0 ? 1n : -1n);
  return (scratch[0] as number) + 0;
}

/** The greatest double smaller than `value`; -Infinity and NaN come back as they are. Never returns -0. */
export function nextDown(value: number): number {
  return 0 - nextUp(-value);
}

/** The smallest integer e with 2^e >= value, for value > 0 and finite: -1074..1024. */
export function ceilLog2(value: number): number {
  let exponent = Math.ceil(Math.log2(value));
  // log2 may be off by one ulp next to a power of two.
  while (2 ** exponent < value) exponent++;
  while (2 ** (exponent - 1) >= value && exponent > -1074) exponent--;
  return exponent;
}

/** Whether value is 2^e for an integer e in the range of doubles. */
export function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isFinite(value) && 2 ** Math.round(Math.log2(value)) === value;
}
