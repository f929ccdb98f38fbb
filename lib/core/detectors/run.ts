import { adwin } from "./adwin.ts";
import { ddm } from "./ddm.ts";
import { eddm } from "./eddm.ts";
import { kswin } from "./kswin.ts";
import { pageHinkley } from "./page-hinkley.ts";
import { shuffled } from "./random.ts";
import type { Detector } from "./types.ts";

/** Every detector with its default options. */
export const DETECTORS = { adwin: adwin(), ddm: ddm(), eddm: eddm(), page_hinkley: pageHinkley(), kswin: kswin() } as const;

/** Where a stream stands. Survives JSON. */
export interface DetectorProgress<State> {
  state: State;
  /** The last value was in the warning zone. */
  inside: boolean;
}

export interface DetectorRun<State> extends DetectorProgress<State> {
  /** Positions in `values`, from 0, at which drift was called. */
  drifts: number[];
  /** Positions at which the warning zone was entered. */
  warnings: number[];
}

/** The detector over values in their order, from where an earlier run ended or from the start. Same result however values are split over runs. */
export function runDetector<State>(
  detector: Detector<State>,
  values: ArrayLike<number>,
  from: DetectorProgress<State> = { state: detector.start(), inside: false },
): DetectorRun<State> {
  const run: DetectorRun<State> = { state: from.state, inside: from.inside, drifts: [], warnings: [] };
  for (let i = 0; i < values.length; i++) {
    const step = detector.update(run.state, values[i]!);
    run.state = step.state;
    if (step.signal === "drift") run.drifts.push(i);
    if (step.signal === "warning" && !run.inside) run.warnings.push(i);
    run.inside = step.signal === "warning";
  }
  return run;
}

export interface FalseAlarms {
  /**
   * Share of shuffled streams with at least one alarm: the chance that a clean stretch of this length and error rate alarms. 0..1, null
   * without values or shuffles.
   */
  streams: number | null;
  /** Alarms per 1,000 values. Null without values or shuffles. */
  perThousand: number | null;
  alarms: number;
  shuffles: number;
  values: number;
}

/**
 * How often the detector alarms when nothing drifts: it is run over the same values in random order, which have no change at any place but
 * the same
 * error rate. Deterministic for a seed. Not for streams whose neighbours depend on each other: shuffling takes that away, and the true rate
 * is higher.
 */
export function falseAlarmRate<State>(detector: Detector<State>, errors: ArrayLike<number>, shuffles: number, seed: number): FalseAlarms {
  let alarms = 0;
  let streams = 0;
  let next = seed;
  for (let i = 0; i < shuffles; i++) {
    const shuffle = shuffled(errors, next);
    next = shuffle.next;
    const { drifts } = runDetector(detector, shuffle.values);
    alarms += drifts.length;
    if (drifts.length > 0) streams++;
  }
  const empty = errors.length === 0 || shuffles <= 0;
  return {
    streams: empty ? null : streams / shuffles,
    perThousand: empty ? null : (1000 * alarms) / (errors.length * shuffles),
    alarms,
    shuffles,
    values: errors.length,
  };
}
