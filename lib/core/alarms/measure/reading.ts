import type { Reading } from "../../contracts/alarm-rules.ts";
import { normalTwoSided } from "../../statistics/distributions/normal.ts";

/** A value that was measured. What chance has no say in has neither interval nor p. */
export function measured(value: number, n: number, more: Partial<Pick<Reading, "lower" | "upper" | "p">> = {}): Reading {
  return { state: "ok", message: null, value, n, lower: null, upper: null, p: null, base: null, base_width: null, ...more };
}

/** There is no value, and why: a sentence that says what is missing. */
export function unmeasured(state: Exclude<Reading["state"], "ok">, message: string, n = 0): Reading {
  return { state, message, value: null, n, lower: null, upper: null, p: null, base: null, base_width: null };
}

/** Standard error that a 95 % interval says; null without one. */
export function standardError({ lower, upper }: Pick<Reading, "lower" | "upper">): number | null {
  return lower === null || upper === null ? null : (upper - lower) / (2 * 1.959963984540054);
}

/**
 * Two-sided p of the difference of two independent figures from their standard errors, 0..1 (normal approximation). Null when an error is
 * not known; 1 when both are 0 and the figures equal, 0 when both are 0 and they are not.
 */
export function differenceP(a: number, errorA: number | null, b: number, errorB: number | null): number | null {
  if (errorA === null || errorB === null) return null;
  const error = Math.hypot(errorA, errorB);
  if (error === 0) return a === b ? 1 : 0;
  return normalTwoSided((a - b) / error);
}
