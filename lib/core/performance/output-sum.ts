/** Exactly digits * 2^exponent. One form for each number: digits are odd, or both are 0. */
export interface ExactNumber {
  digits: bigint;
  exponent: number;
}

export const ZERO: ExactNumber = { digits: 0n, exponent: 0 };

const WORD = 64n;
const view = new DataView(new ArrayBuffer(8));

function canonical(digits: bigint, exponent: number): ExactNumber {
  if (digits === 0n) return ZERO;
  let [rest, at] = [digits, exponent];
  while (BigInt.asUintN(64, rest) === 0n) [rest, at] = [rest >> WORD, at + 64];
  // The lowest bit that is set is among these: x & -x has it alone.
  const low = BigInt.asUintN(64, rest & -rest);
  const zeros = low.toString(2).length - 1;
  return { digits: rest >> BigInt(zeros), exponent: at + zeros };
}

/** A finite double as it is, to the last bit. */
export function exactNumber(value: number): ExactNumber {
  if (!Number.isFinite(value)) throw new RangeError(`Not a finite number: ${value}`);
  if (Number.isInteger(value)) return canonical(BigInt(value), 0);
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const size = field === 0 ? fraction : fraction | (1n << 52n);
  return canonical(value < 0 ? -size : size, Math.max(field, 1) - 1075);
}

/** a + weight * b, exactly, so that order does not matter and what is taken out leaves nothing. */
export function addExact(a: ExactNumber, b: ExactNumber, weight: 1 | -1 = 1): ExactNumber {
  const exponent = Math.min(a.exponent, b.exponent);
  return canonical(inUnits(a, exponent) + BigInt(weight) * inUnits(b, exponent), exponent);
}

/** a * a, exactly. */
export function squareExact({ digits, exponent }: ExactNumber): ExactNumber {
  return digits === 0n ? ZERO : { digits: digits * digits, exponent: 2 * exponent };
}

/** The number as a whole number of 2^exponent; its own exponent is not below that. */
export function inUnits(value: ExactNumber, exponent: number): bigint {
  return value.digits << BigInt(value.digits === 0n ? 0 : value.exponent - exponent);
}

/** Text that `parseExact` reads back: `13p-2` is 13 / 4. */
export function exactText({ digits, exponent }: ExactNumber): string {
  return `${digits}p${exponent}`;
}

/** Reads what `exactText` wrote; throws on anything else. */
export function parseExact(text: string): ExactNumber {
  const match = /^(-?\d+)p(-?\d+)$/.exec(text);
  if (!match) throw new Error(`Not an exact number: ${text}`);
  return canonical(BigInt(match[1]!), Number(match[2]));
}
