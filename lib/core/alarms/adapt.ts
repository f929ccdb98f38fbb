import type { RuleDefinition } from "../contracts/alarm-rules.ts";
import type { IncidentVerdict } from "../contracts/incidents.ts";
import { higherIsStricter, thresholdOf } from "./condition.ts";
import { durationWords, nominalMs } from "./durations.ts";
import { conditionsOf } from "./expression.ts";
import { formatValue } from "./format.ts";
import { knobOf } from "./knob.ts";
import { metricInfo } from "./metrics.ts";
import { overlap, replay, type Span, type StoredReadings } from "./replay.ts";
import { roundStrictly } from "./round.ts";
import { withThreshold } from "./with-threshold.ts";

/** An incident and what people said of it; null: nobody has said yet. */
export interface JudgedIncident extends Span {
  series: string;
  verdict: IncidentVerdict | null;
}

/** What a rule has seen and what people said of its incidents. */
export interface RuleRecord {
  /** By series, each in the order of time. */
  evaluations: ReadonlyMap<string, readonly StoredReadings[]>;
  incidents: readonly JudgedIncident[];
}

export interface RecordSuggestion {
  sentence: string;
  definition: RuleDefinition;
  falseRemoved: number;
  falseTotal: number;
  realMissed: number;
  realTotal: number;
}

/** Fewer false alarms than this are no pattern. */
const FEWEST_FALSE = 3;
/** Thresholds tried for each condition. */
const MOST_TRIES = 60;

interface Candidate {
  definition: RuleDefinition;
  /** "0.25 instead of 0.2" */
  change: string;
  /** How large the change is, for choosing the smallest. */
  size: number;
}

/**
 * The smallest change of a threshold or of `for` that would have removed the most false alarms and missed no real one, by running the rule again over
 * what was read then. An incident counts only if the rule as it is now raises it again (it may have been changed since); it is removed when the
 * changed rule fires at no moment of it. Incidents called expected, and those of which nobody has said anything, do not count.
 */
export function suggestFromRecord(definition: RuleDefinition, record: RuleRecord): RecordSuggestion | { reason: string } {
  const judged = record.incidents.filter(({ verdict }) => verdict === "false" || verdict === "real");
  const said = judged.filter(({ verdict }) => verdict === "false").length;
  if (said < FEWEST_FALSE)
    return {
      reason: `Not enough is known: ${said} of its incidents ${said === 1 ? "was" : "were"} called false, and ${FEWEST_FALSE} are needed.`,
    };
  const now = raised(definition, record, judged);
  const falseOnes = now.filter(({ verdict }) => verdict === "false");
  const realOnes = now.filter(({ verdict }) => verdict === "real");
  if (falseOnes.length === 0) return { reason: "As it is now, the rule would not raise any of those that were called false." };
  let best: (Candidate & { removed: number }) | null = null;
  for (const candidate of candidatesOf(definition, record, falseOnes)) {
    const still = new Set(raised(candidate.definition, record, now));
    if (realOnes.some((incident) => !still.has(incident))) continue;
    const removed = falseOnes.filter((incident) => !still.has(incident)).length;
    if (removed > 0 && (!best || removed > best.removed || (removed === best.removed && candidate.size < best.size)))
      best = { ...candidate, removed };
  }
  if (!best)
    return {
      reason: `No other threshold removes one of ${falseOnes.length} false alarms without missing one of ${realOnes.length} real ones.`,
    };
  const missed =
    realOnes.length === 0
      ? "; there is no real one yet that it could have missed"
      : ` and missed none of ${realOnes.length} real ${realOnes.length === 1 ? "one" : "ones"}`;
  return {
    sentence: `${best.change} would have removed ${best.removed} of ${falseOnes.length} false alarms${missed}.`,
    definition: best.definition,
    falseRemoved: best.removed,
    falseTotal: falseOnes.length,
    realMissed: 0,
    realTotal: realOnes.length,
  };
}

/** Those of the incidents during which the rule fires. */
function raised(definition: RuleDefinition, { evaluations }: RuleRecord, incidents: readonly JudgedIncident[]): JudgedIncident[] {
  const spans = new Map<string, Span[]>();
  const spansOf = (series: string): Span[] => {
    let known = spans.get(series);
    if (!known) {
      known = replay(definition, evaluations.get(series) ?? []);
      spans.set(series, known);
    }
    return known;
  };
  return incidents.filter((incident) => spansOf(incident.series).some((span) => overlap(span, incident)));
}

function candidatesOf(definition: RuleDefinition, { evaluations }: RuleRecord, falseOnes: readonly JudgedIncident[]): Candidate[] {
  const found: Candidate[] = [];
  for (const [index, condition] of conditionsOf(definition.when).entries()) {
    const up = higherIsStricter(condition);
    const current = thresholdOf(condition);
    const { unit } = metricInfo(condition.metric);
    const shown = condition.is.kind === "history" || (condition.is.kind === "change" && condition.is.relative) ? "" : unit;
    const peaks = falseOnes.flatMap((incident) => {
      const within = (evaluations.get(incident.series) ?? []).filter(({ slotAt }) => overlap({ from: slotAt, to: slotAt }, incident));
      const knobs = within.flatMap(({ readings }) => (readings[index] ? (knobOf(readings[index], condition) ?? []) : []));
      return knobs.length === 0 ? [] : [up ? Math.max(...knobs) : Math.min(...knobs)];
    });
    const thresholds = [...new Set(peaks.map((peak) => roundStrictly(peak, up)))].filter((value) =>
      up ? value > current : value < current,
    );
    thresholds.sort((a, b) => Math.abs(a - current) - Math.abs(b - current));
    for (const value of thresholds.slice(0, MOST_TRIES))
      found.push({
        definition: withThreshold(definition, index, value),
        change: `${formatValue(shown, value)} instead of ${formatValue(shown, current)}`,
        size: Math.abs(value - current) / (Math.abs(current) || 1),
      });
  }
  return [...found, ...longerFor(definition)];
}

/** Waiting one, two or three slots longer: what comes and goes at once is mostly nothing. Told as a larger change than any of a threshold. */
function longerFor(definition: RuleDefinition): Candidate[] {
  const every = nominalMs(definition.every);
  const now = nominalMs(definition.for);
  return [1, 2, 3].flatMap((slots) => {
    const minutes = (now + slots * every) / 60_000;
    const text = minutes % 1_440 === 0 ? `${minutes / 1_440}d` : minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
    if (!/^[1-9]\d{0,3}[mhd]$/.test(text)) return [];
    const change =
      now === 0
        ? `Waiting ${durationWords(text)} before it fires`
        : `Waiting ${durationWords(text)} instead of ${durationWords(definition.for)}`;
    return [{ definition: { ...definition, for: text }, change, size: 1_000 + slots }];
  });
}
