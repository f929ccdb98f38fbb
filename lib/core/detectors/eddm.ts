import type { Detector, Step } from "./types.ts";

export interface EddmOptions {
  /** Errors seen before anything is said. */
  warmUp: number;
  /** Share of the largest distance so far below which it warns, and below which it is drift. */
  warning: number;
  drift: number;
}

/** Baena-Garcia's and River's defaults. */
export const EDDM_DEFAULTS: EddmOptions = { warmUp: 30, warning: 0.95, drift: 0.9 };

export interface EddmState {
  n: number;
  errors: number;
  /** Position of the last error, from 1; 0 before the first. */
  last: number;
  /** Mean of the distances between errors, and the sum of squared deviations from it. */
  mean: number;
  squares: number;
  /** Largest mean + 2 sd so far; -1 before the warm-up is over. */
  largest: number;
  /** The zone lasts from one error to the next. */
  warning: boolean;
}

export function startEddm(): EddmState {
  return { n: 0, errors: 0, last: 0, mean: 0, squares: 0, largest: -1, warning: false };
}

/**
 * EDDM, early drift detection method: watches how far errors are apart. With the mean distance p and its sd s (n - 1), warns when
 * (p + 2 s) / max(p + 2 s) falls below 0.95 and calls drift below 0.9. Values: 1 is an error, all else is not.
 * Quick on gradual drift, and noisy: on shuffled errors it alarms often (see `falseAlarmRate`).
 * Source: Baena-Garcia et al. 2006, "Early drift detection method".
 */
export function updateEddm(state: EddmState, value: number, options: EddmOptions = EDDM_DEFAULTS): Step<EddmState> {
  if (!Number.isFinite(value)) return { state, signal: "none" };
  const n = state.n + 1;
  if (value !== 1) return { state: { ...state, n }, signal: state.warning ? "warning" : "none" };
  const errors = state.errors + 1;
  const distance = n - state.last;
  const mean = state.mean + (distance - state.mean) / errors;
  const squares = state.squares + (distance - state.mean) * (distance - mean);
  let { largest, warning } = state;
  if (n > options.warmUp) {
    const level = mean + 2 * Math.sqrt(errors > 1 ? squares / (errors - 1) : 0);
    if (level > largest) largest = level;
    else if (errors > options.warmUp) {
      if (level / largest < options.drift) return { state: startEddm(), signal: "drift" };
      warning = level / largest < options.warning;
    }
  }
  return { state: { n, errors, last: n, mean, squares, largest, warning }, signal: warning ? "warning" : "none" };
}

/** The detector with these options. */
export function eddm(options: Partial<EddmOptions> = {}): Detector<EddmState> {
  const all = { ...EDDM_DEFAULTS, ...options };
  return {
    id: "eddm",
    title: "EDDM",
    values: "errors",
    options: { ...all },
    start: startEddm,
    update: (state, value) => updateEddm(state, value, all),
  };
}
