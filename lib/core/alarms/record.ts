import type { RuleDefinition } from "../contracts/alarm-rules.ts";
import type { IncidentVerdict } from "../contracts/incidents.ts";
import { windowOf } from "./slots.ts";

/** What has become of one incident. ms since the epoch. */
export interface IncidentFacts {
  firedAt: number;
  /** The slot since which it had been beyond the threshold when it fired. */
  breachedSince: number;
  verdict: IncidentVerdict | null;
}

export interface RecordFigures {
  /** In 30 days; null before `FEWEST_DAYS` of looks: one incident of the first hour would read as hundreds a month. */
  alarmsAMonth: number | null;
  /** Of those called real or false; null when nobody has said anything. */
  shareReal: number | null;
  /** Seconds from the start of the window in which it was first seen to the firing: median; null without incidents. */
  timeToDetectS: number | null;
}

/** Of fewer days no month can be told. */
const FEWEST_DAYS = 7;

/** What a rule's incidents of `days` days of looks come to. */
export function recordFigures(definition: RuleDefinition, incidents: readonly IncidentFacts[], days: number): RecordFigures {
  const real = incidents.filter(({ verdict }) => verdict === "real").length;
  const wrong = incidents.filter(({ verdict }) => verdict === "false").length;
  const delays = incidents.map(({ firedAt, breachedSince }) => (firedAt - windowOf(definition, breachedSince).from) / 1_000);
  delays.sort((a, b) => a - b);
  const half = delays.length >> 1;
  return {
    alarmsAMonth: days >= FEWEST_DAYS ? (incidents.length / days) * 30 : null,
    shareReal: real + wrong > 0 ? real / (real + wrong) : null,
    timeToDetectS: delays.length === 0 ? null : delays.length % 2 === 1 ? delays[half]! : (delays[half - 1]! + delays[half]!) / 2,
  };
}
