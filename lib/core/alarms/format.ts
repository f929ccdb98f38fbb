import type { Labels } from "./series.ts";

/** A number for people: up to three significant digits (whole numbers in full), thousands apart, a true minus sign. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "unknown" : value > 0 ? "infinite" : "−infinite";
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-4))
    return minus(
      value
        .toExponential(2)
        .replace(/\.?0+e/, "e")
        .replace("e+", "e"),
    );
  const rounded = size >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return minus(rounded.toLocaleString("en-US", { maximumFractionDigits: 8 }));
}

const minus = (text: string) => text.replace(/^-/, "−");

/** A value in the unit of its metric: `share` as per cent, `seconds` as the length of time, `count` and '' bare, others behind the number. */
export function formatValue(unit: string, value: number | null): string {
  if (value === null) return "no value";
  if (unit === "share") return `${formatNumber(value * 100)}%`;
  if (unit === "seconds") return formatSeconds(value);
  return unit === "" || unit === "count" ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
}

const STEPS: readonly [seconds: number, word: string][] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
];

function formatSeconds(value: number): string {
  const size = Math.abs(value);
  for (const [seconds, word] of STEPS) if (size >= 2 * seconds) return `${formatNumber(Number((value / seconds).toPrecision(2)))} ${word}s`;
  return `${formatNumber(value)} s`;
}

/** "age", "version 3, country KR": the labels of a series for people; '' for the only one. */
export function seriesWords(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => (name === "column" ? value : name === "slice" ? value.replace("=", " ") : `${name} ${value}`))
    .join(", ");
}
