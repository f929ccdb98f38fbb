import { columnReading } from "#core/alarms/measure/column.ts";
import { correctedReadings, driftReading, shareDriftedReading } from "#core/alarms/measure/drift.ts";
import { metricInfo } from "#core/alarms/metrics.ts";
import { windowOf } from "#core/alarms/slots.ts";
import type { AlarmCondition, Reading } from "#core/contracts/alarm-rules.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import { emptyProfile } from "#core/profiles/count.ts";
import type { ColumnProfile } from "#core/profiles/types.ts";
import { compareColumn } from "#core/statistics/compare.ts";
import type { ColumnComparison } from "#core/statistics/types.ts";
import type { QueryColumn } from "../../queries/load-model.ts";
import { type Part, profileOf } from "../../queries/load-profiles.ts";
import { referenceProfileOf } from "../../queries/load-reference.ts";
import { columnsWith } from "../readings/read-metric.ts";
import { bucketPlan, type ShuffleRequest, seedOfRun, slidingReference } from "./bucket-plan.ts";
import { ShuffledColumn } from "./shuffled-columns.ts";
import { shuffledOutputRuns } from "./shuffled-outputs.ts";
import { shuffledPerformance } from "./shuffled-performance.ts";

/** By series of the metric ('' or a column): for each run a reading for each slot. */
type ShuffledReadings = Map<string, Reading[][]>;

/** Why shuffled records say nothing of a condition; null: they do. */
export function notShuffled({ metric, is }: AlarmCondition): string | null {
  const known = metricInfo(metric).notShuffled;
  if (known !== null) return known;
  if (is.kind === "change" || is.kind === "history") return "It is held against its own past, which shuffling takes away.";
  return null;
}

/**
 * The readings of a condition over windows of shuffled records, run by run; a string: why the records that there are cannot be shuffled. Only for
 * conditions that `notShuffled` lets through.
 */
export async function shuffledReadings(
  request: ShuffleRequest,
  { metric }: AlarmCondition,
  part: Part,
): Promise<ShuffledReadings | string> {
  const { source } = request;
  if (metric.kind === "performance") {
    const runs = await shuffledPerformance(request, metric, part);
    return typeof runs === "string" ? runs : new Map([["", runs]]);
  }
  if (metric.kind === "output") return new Map([["", await shuffledOutputRuns(request, metric, part)]]);
  if (metric.kind === "drift" || metric.kind === "column") {
    const column = source.model.columns.find(({ name }) => name === metric.column);
    if (!column?.binning) return new Map();
    const binning = column.binning;
    const runs = await shuffleColumn(request, column, part, (current, reference) =>
      metric.kind === "column"
        ? columnReading(metric.value, binning, current, reference, metric.category)
        : driftReading(compared(column, reference, current, metric.statistic), metric.statistic),
    );
    return new Map([["", runs]]);
  }
  if (metric.kind !== "role_drift" && metric.kind !== "share_drifted") return new Map();
  const statistic: StatisticId = metric.kind === "role_drift" ? metric.statistic : "psi";
  const columns = columnsWith(source, metric.role, statistic);
  const comparisons: ColumnComparison[][][] = [];
  for (const column of columns) {
    comparisons.push(await shuffleColumn(request, column, part, (current, reference) => compared(column, reference, current, statistic)));
  }
  const of = (run: number, slot: number) => comparisons.map((byRun) => byRun[run]![slot]!);
  const each = <T>(read: (found: ColumnComparison[]) => T) =>
    Array.from({ length: request.runs }, (_, run) => request.slots.map((_, slot) => read(of(run, slot))));
  if (metric.kind === "share_drifted")
    return new Map([["", each((found) => shareDriftedReading(found, Math.max(0, ...found.map(({ current }) => current.rows))))]]);
  const corrected = each((found) => correctedReadings(found, statistic));
  return new Map(columns.map(({ name }, i) => [name, corrected.map((slots) => slots.map((readings) => readings[i]!))]));
}

function compared(column: QueryColumn, reference: ColumnProfile | null, current: ColumnProfile, statistic: StatisticId): ColumnComparison {
  const { id, name, role, kind, binning } = column;
  return compareColumn({ id, name, role, kind }, binning!, reference ?? emptyProfile(binning!), current, {
    primary: statistic,
    light: true,
  });
}

async function shuffleColumn<T>(
  request: ShuffleRequest,
  column: QueryColumn,
  part: Part,
  read: (current: ColumnProfile, reference: ColumnProfile | null) => T,
): Promise<T[][]> {
  const { source, slots, breathe } = request;
  const sliding = slots.map((slotAt) => slidingReference(source, windowOf(request.rule, slotAt)));
  const plan = bucketPlan(
    request,
    sliding.flatMap((window) => window ?? []),
  );
  const buckets: ColumnProfile[] = [];
  for (const bucket of plan.buckets) buckets.push(profileOf(column, await source.bucket(part, bucket)) ?? emptyProfile(column.binning!));
  const slides = sliding.some((window) => window !== null);
  const loaded = await source.reference(part, plan.windows[0]!);
  const fixed = slides || !loaded ? null : referenceProfileOf(column, loaded);
  const runs: T[][] = [];
  for (let run = 0; run < request.runs; run++) {
    const shuffled = new ShuffledColumn(column.binning!, buckets, fixed, seedOfRun(request, run, column.id));
    runs.push(
      plan.spans.map((span, i) => {
        const reference = sliding[i];
        return read(shuffled.window(span), reference ? shuffled.window(plan.spanOf(reference)) : shuffled.reference);
      }),
    );
    await breathe();
  }
  return runs;
}
