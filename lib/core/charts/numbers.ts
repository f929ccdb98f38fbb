/** How numbers are written on the screen: no more digits than mean something, and a dash where there is none. */

export const NO_NUMBER = "—";
const MINUS = "−";

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

const isNumber = (value: number | null | undefined): value is number => typeof value === "number" && Number.isFinite(value);

/** A typographic minus, as wide as a digit; "-0.00" loses its sign. */
function withSign(text: string): string {
  if (/^-[0.,]*$/.test(text)) return text.slice(1);
  return text.startsWith("-") ? MINUS + text.slice(1) : text;
}

function exponential(value: number, digits: number): string {
  return withSign(
    value
      .toExponential(digits - 1)
      .replace("e+", "e")
      .replace("e-", `e${MINUS}`),
  );
}

/** A count: whole, with thousands separated ("45,211"). */
export function formatCount(value: number | null | undefined): string {
  return isNumber(value) ? withSign(grouped.format(value)) : NO_NUMBER;
}

/** A count in words: "1 record", "45,211 records". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/**
 * A measured value with `digits` significant digits (3 unless said): 0.0281, 12.3, 1,430, 2.10e9. Whole numbers below a million keep all
 * their digits: an age of 41 or a limit of 45,211 is not rounded.
 */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (!isNumber(value)) return NO_NUMBER;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-4) return exponential(value, digits);
  if (size >= 10 ** (digits - 1)) return withSign(grouped.format(value));
  return withSign(new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits }).format(value));
}

/** A statistic (PSI, KS, ...): three places below 1, so that a value and its threshold (0.200) stand in line. */
export function formatStatistic(value: number | null | undefined): string {
  if (!isNumber(value)) return NO_NUMBER;
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 100) return formatNumber(value);
  if (size >= 10) return withSign(value.toFixed(1));
  if (size >= 1) return withSign(value.toFixed(2));
  return size >= 0.001 ? withSign(value.toFixed(3)) : exponential(value, 2);
}

/** A share of a whole: "12.3%", "0.04%", "< 0.01%". Nothing at all is "0%" and everything "100%": neither is ever a rounding. */
export function formatShare(value: number | null | undefined): string {
  if (!isNumber(value)) return NO_NUMBER;
  const percent = value * 100;
  const size = Math.abs(percent);
  if (percent === 0) return "0%";
  if (size < 0.01) return percent > 0 ? "< 0.01%" : `> ${MINUS}0.01%`;
  if (size < 0.995) return `${withSign(percent.toFixed(2))}%`;
  if (percent < 100 && percent > 99.95) return "> 99.9%";
  return `${withSign(percent.toFixed(size >= 100 ? 0 : 1))}%`;
}

/** A difference of shares in percentage points, always signed: "+4.2 pp". */
export function formatPoints(value: number | null | undefined): string {
  if (!isNumber(value)) return NO_NUMBER;
  const points = value * 100;
  const text = Math.abs(points).toFixed(Math.abs(points) < 1 ? 2 : 1);
  if (Number(text) === 0) return "0 pp";
  return `${points > 0 ? "+" : MINUS}${text} pp`;
}

/** A p-value: "< 0.001" below that. */
export function formatP(value: number | null | undefined): string {
  if (!isNumber(value)) return NO_NUMBER;
  if (value < 0.001) return "< 0.001";
  return value >= 0.1 ? value.toFixed(2) : value.toFixed(3);
}

/** A value with its unit, if it has one: "41 years". */
export function withUnit(text: string, unit: string | null | undefined): string {
  return unit && text !== NO_NUMBER ? `${text} ${unit}` : text;
}

/**
 * Labels for neighbouring values (axis ticks, bin edges): as few places as keep them apart, the same for all.
 * Takes finite values; more than 10 places are not tried.
 */
export function formatAligned(values: readonly number[]): string[] {
  const size = Math.max(0, ...values.map(Math.abs));
  const distinct = new Set(values).size;
  if (size >= 1e7 || (size > 0 && size < 1e-4)) {
    // As many digits as it takes for neighbours to stand where they are.
    const sorted = [...values].sort((a, b) => a - b);
    const gap = Math.min(
      ...sorted
        .slice(1)
        .map((value, i) => value - (sorted[i] ?? 0))
        .filter((apart) => apart > 0),
    );
    for (let digits = 3; digits < 12; digits++) {
      if (values.every((value) => Math.abs(Number(value.toPrecision(digits)) - value) <= gap * 0.01)) {
        return values.map((value) => formatNumber(value, digits));
      }
    }
  }
  for (let places = 0; places <= 10; places++) {
    const format = new Intl.NumberFormat("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
    const texts = values.map((value) => withSign(format.format(value)));
    if (new Set(texts).size === distinct && values.every((value) => isClose(value, places))) return texts;
  }
  return values.map((value) => formatNumber(value, 6));
}

/** Does rounding to so many places keep the value within a hundredth of its size (0.25 is not "0")? */
function isClose(value: number, places: number): boolean {
  return value === 0 || Math.abs(Number(value.toFixed(places)) - value) <= Math.abs(value) * 0.01;
}
