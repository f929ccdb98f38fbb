/** What a detector says after one value. Detectors without a warning zone never say `warning`. */
export type DriftSignal = "none" | "warning" | "drift";

export interface Step<State> {
  state: State;
  signal: DriftSignal;
}

export const DETECTOR_IDS = ["adwin", "ddm", "eddm", "page_hinkley", "kswin"] as const;
export type DetectorId = (typeof DETECTOR_IDS)[number];

/**
 * A streaming detector: pure, one value at a time. The state is plain data that survives JSON and is never changed in place.
 * After `drift` the state returned is a fresh one: what was learnt before the change says nothing about what follows.
 * A value that is not finite is not counted: same state, `none`.
 */
export interface Detector<State> {
  id: DetectorId;
  title: string;
  /** Whether the values must be 0 (right) and 1 (wrong), or may be any loss. */
  values: "errors" | "numbers";
  /** What it was made with, by name. */
  options: Readonly<Record<string, number>>;
  start(): State;
  update(state: State, value: number): Step<State>;
}
