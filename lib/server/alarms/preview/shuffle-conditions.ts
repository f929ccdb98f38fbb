import { conditionsOf } from "#core/alarms/expression.ts";
import { seriesKey } from "#core/alarms/series.ts";
import type { AlarmCondition, Reading } from "#core/contracts/alarm-rules.ts";
import type { ConditionSeries } from "../readings/read-conditions.ts";
import type { SeriesPart } from "../readings/series-parts.ts";
import type { ShuffleRequest } from "./bucket-plan.ts";
import { notShuffled, shuffledReadings } from "./shuffled-readings.ts";

interface ShuffledCondition {
  /** By series: for each run a reading for each slot. */
  runs: Map<string, Reading[][]>;
  /** Why there are none; null: there are, or none were asked for. */
  why: string | null;
}

/**
 * The conditions of a rule over shuffled records, in the order of the expression. How many records, labels and delays a window has is the same however they
 * are dealt, so beside conditions that are shuffled such a one reads what it read.
 */
export async function shuffleConditions(
  request: ShuffleRequest,
  parts: readonly SeriesPart[],
  read: readonly ConditionSeries[][],
): Promise<ShuffledCondition[]> {
  const conditions = conditionsOf(request.rule.when);
  const found: ShuffledCondition[] = [];
  for (const condition of conditions) found.push(await shuffleCondition(request, condition, parts));
  if (!found.some(({ runs }) => runs.size > 0)) return found;
  return found.map((one, i) => (isKept(conditions[i]!) ? { runs: asTheyWere(read[i]!, request.runs), why: null } : one));
}

async function shuffleCondition(
  request: ShuffleRequest,
  condition: AlarmCondition,
  parts: readonly SeriesPart[],
): Promise<ShuffledCondition> {
  const why = notShuffled(condition);
  const none = { runs: new Map<string, Reading[][]>(), why };
  if (why !== null || request.runs === 0) return none;
  const runs = new Map<string, Reading[][]>();
  for (const { part, labels } of parts) {
    const dealt = await shuffledReadings(request, condition, part);
    if (typeof dealt === "string") return { ...none, why: dealt };
    for (const [column, byRun] of dealt) runs.set(seriesKey(column === "" ? labels : { ...labels, column }), byRun);
  }
  return { runs, why: null };
}

function isKept({ metric }: AlarmCondition): boolean {
  return metric.kind === "volume" || metric.kind === "label_coverage" || metric.kind === "label_delay";
}

function asTheyWere(series: readonly ConditionSeries[], runs: number): Map<string, Reading[][]> {
  return new Map(series.map((one) => [one.series, Array.from({ length: runs }, () => one.readings)]));
}
