/** A threshold of two digits, rounded to the side on which it makes fewer alarms. */
export function roundStrictly(value: number, higherIsStricter: boolean): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
  const rounded = (higherIsStricter ? Math.ceil(value / unit - 1e-9) : Math.floor(value / unit + 1e-9)) * unit;
  return Number(rounded.toPrecision(12));
}
