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
  /** In 30 days; null without any day. */
  alarmsAMonth: number | null;
  /** Of those called real or false; null when nobody has said anything. */
  shareReal: number | null;
  /** Seconds from the start of the window in which it was first seen to the firing: median; null without incidents. */
  timeToDetectS: number | null;
}

/** What a rule's incidents of `days` days come to. */
export function recordFigures(definition: RuleDefinition, incidents: readonly IncidentFacts[], days: number): RecordFigures {
  const real = incidents.filter(({ verdict }) => verdict === "real").length;
  const wrong = incidents.filter(({ verdict }) => verdict === "false").length;
  const delays = incidents.map(({ firedAt, breachedSince }) => (firedAt - windowOf(definition, breachedSince).from) / 1_000);
  delays.sort((a, b) => a - b);
  const half = delays.length >> 1;
  return {
    alarmsAMonth: days > 0 ? (incidents.length / days) * 30 : null,
    shareReal: real + wrong > 0 ? real / (real + wrong) : null,
    timeToDetectS: delays.length === 0 ? null : delays.length % 2 === 1 ? delays[half]! : (delays[half - 1]! + delays[half]!) / 2,
  };
}
