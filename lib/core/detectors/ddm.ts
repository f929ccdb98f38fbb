import type { Detector, Step } from "./types.ts";

export interface DdmOptions {
  /** Errors and successes seen before anything is said. */
  warmUp: number;
  /** Standard deviations above the best error rate that warn, and that are drift. */
  warning: number;
  drift: number;
}

/** Gama's and River's defaults. */
export const DDM_DEFAULTS: DdmOptions = { warmUp: 30, warning: 2, drift: 3 };

export interface DdmState {
  n: number;
  /** Mean of the values so far: the error rate. */
  rate: number;
  /** Error rate and its standard deviation where their sum was least; null before the warm-up is over. */
  best: { rate: number; deviation: number } | null;
}

export function startDdm(): DdmState {
  return { n: 0, rate: 0, best: null };
}

/**
 * DDM, drift detection method: with error rate p after n values and s = sqrt(p (1 - p) / n), warns when p + s exceeds p_min + 2 s_min and
 * calls drift above
 * p_min + 3 s_min, where p_min and s_min are those at the least p + s so far. Values: 0 (right) or 1 (wrong).
 * Sees a rising error rate only, and slow rises late. Source: Gama et al. 2004, "Learning with drift detection".
 */
export function updateDdm(state: DdmState, value: number, options: DdmOptions = DDM_DEFAULTS): Step<DdmState> {
  if (!Number.isFinite(value)) return { state, signal: "none" };
  const n = state.n + 1;
  const rate = state.rate + (value - state.rate) / n;
  if (n <= options.warmUp) return { state: { n, rate, best: null }, signal: "none" };
  const deviation = Math.sqrt(Math.max(0, rate * (1 - rate)) / n);
  const level = rate + deviation;
  const { best } = state;
  const lowest = best && best.rate + best.deviation < level ? best : { rate, deviation };
  if (level > lowest.rate + options.drift * lowest.deviation) return { state: startDdm(), signal: "drift" };
  const warns = level > lowest.rate + options.warning * lowest.deviation;
  return { state: { n, rate, best: lowest }, signal: warns ? "warning" : "none" };
}

/** The detector with these options. */
export function ddm(options: Partial<DdmOptions> = {}): Detector<DdmState> {
  const all = { ...DDM_DEFAULTS, ...options };
  return {
    id: "ddm",
    title: "DDM",
    values: "errors",
    options: { ...all },
    start: startDdm,
    update: (state, value) => updateDdm(state, value, all),
  };
}
