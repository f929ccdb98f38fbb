import type { Detector, Step } from "./types.ts";

export interface PageHinkleyOptions {
  /** Values seen before anything is said. */
  minValues: number;
  /** Rise of the mean, in the values' unit, that is put up with. */
  delta: number;
  /** The cumulated excess that is drift, in the values' unit. */
  threshold: number;
  /** What is kept of the cumulated excess from one value to the next. */
  alpha: number;
}

/** River's defaults. For errors of 0 and 1 a threshold of 50 needs well over 50 errors too many. */
export const PAGE_HINKLEY_DEFAULTS: PageHinkleyOptions = { minValues: 30, delta: 0.005, threshold: 50, alpha: 0.9999 };

export interface PageHinkleyState {
  n: number;
  mean: number;
  sum: number;
}

export function startPageHinkley(): PageHinkleyState {
  return { n: 0, mean: 0, sum: 0 };
}

/**
 * Page-Hinkley: cumulates how far values lie above their running mean, sum = max(0, alpha sum + x - mean - delta), and calls drift when the
 * sum reaches the threshold. Values: any numbers. Sees a rising mean only, never warns.
 * As in River, value number minValues - 1 is the first that can be drift. Source: Page 1954, "Continuous inspection schemes".
 */
export function updatePageHinkley(
  state: PageHinkleyState,
  value: number,
  options: PageHinkleyOptions = PAGE_HINKLEY_DEFAULTS,
): Step<PageHinkleyState> {
  if (!Number.isFinite(value)) return { state, signal: "none" };
  const n = state.n + 1;
  const mean = state.mean + (value - state.mean) / n;
  const sum = Math.max(0, options.alpha * state.sum + (value - mean - options.delta));
  if (n + 1 >= options.minValues && sum >= options.threshold) return { state: startPageHinkley(), signal: "drift" };
  return { state: { n, mean, sum }, signal: "none" };
}

/** The detector with these options. */
export function pageHinkley(options: Partial<PageHinkleyOptions> = {}): Detector<PageHinkleyState> {
  const all = { ...PAGE_HINKLEY_DEFAULTS, ...options };
  return {
    id: "page_hinkley",
    title: "Page-Hinkley",
    values: "numbers",
    options: { ...all },
    start: startPageHinkley,
    update: (state, value) => updatePageHinkley(state, value, all),
  };
}
