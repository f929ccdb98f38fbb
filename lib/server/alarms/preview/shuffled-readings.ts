import { columnReading } from "#core/alarms/measure/column.ts";
import { correctedReadings, driftReading, shareDriftedReading } from "#core/alarms/measure/drift.ts";
import { metricInfo } from "#core/alarms/metrics.ts";
import { windowOf } from "#core/alarms/slots.ts";
import type { AlarmCondition, Reading, RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import { BUCKET_MS, type Resolution } from "#core/profiles/buckets.ts";
import { emptyProfile } from "#core/profiles/count.ts";
import type { ColumnProfile } from "#core/profiles/types.ts";
import { compareColumn } from "#core/statistics/compare.ts";
import type { ColumnComparison } from "#core/statistics/types.ts";
import { parseDuration } from "#core/time/relative.ts";
import type { QueryColumn } from "../../queries/load-model.ts";
import { type Part, profileOf } from "../../queries/load-profiles.ts";
import { referenceProfileOf } from "../../queries/load-reference.ts";
import { columnsWith } from "../readings/read-metric.ts";
import type { ReadingSource, TimeWindow } from "../readings/source.ts";
import { type BucketSpan, ShuffledColumn } from "./shuffled-columns.ts";

/** By series of the metric ('' or a column): for each run a reading for each slot. */
export type ShuffledReadings = Map<string, Reading[][]>;

export interface ShuffleRequest {
  source: ReadingSource;
  rule: RuleDefinition;
  slots: readonly number[];
  resolution: Resolution;
  runs: number;
  seed: number;
  /** Lets other work of the process go on. */
  breathe: () => Promise<void>;
}

/** Why shuffled records say nothing of a condition; null: they do. */
export function notShuffled({ metric, is }: AlarmCondition): string | null {
  const known = metricInfo(metric).notShuffled;
  if (known !== null) return known;
  if (metric.kind === "performance" || metric.kind === "output")
    return "Predictions and what came for them are not shuffled: how often chance alone would fire is bounded by the evidence that the alarm needs.";
  if (is.kind === "change" || is.kind === "history") return "It is held against its own past, which shuffling takes away.";
  return null;
}

/** The readings of a condition over windows of shuffled records, run by run. Only for conditions that `notShuffled` lets through. */
export async function shuffledReadings(request: ShuffleRequest, { metric }: AlarmCondition, part: Part): Promise<ShuffledReadings> {
  const { source } = request;
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
  const { source, rule, slots, resolution, seed, breathe } = request;
  const length = BUCKET_MS[resolution];
  const windows = slots.map((slotAt) => windowOf(rule, slotAt));
  const sliding = windows.map((window) => slidingReference(source, window));
  const starts = [...windows, ...sliding.flatMap((window) => window ?? [])].map(({ from }) => from);
  const from = Math.floor(Math.min(...starts) / length) * length;
  const to = Math.ceil(Math.max(...windows.map((window) => window.to)) / length) * length;
  const buckets: ColumnProfile[] = [];
  for (let start = from; start < to; start += length) {
    buckets.push(profileOf(column, await source.bucket(part, { from: start, to: start + length })) ?? emptyProfile(column.binning!));
  }
  const span = (window: TimeWindow): BucketSpan => ({
    first: Math.max(0, Math.floor((window.from - from) / length)),
    end: Math.min(buckets.length, Math.ceil((window.to - from) / length)),
  });
  const slides = sliding.some((window) => window !== null);
  const loaded = await source.reference(part, windows[0]!);
  const fixed = slides || !loaded ? null : referenceProfileOf(column, loaded);
  const runs: T[][] = [];
  for (let run = 0; run < request.runs; run++) {
    const shuffled = new ShuffledColumn(column.binning!, buckets, fixed, seed + run);
    runs.push(
      windows.map((window, i) => {
        const reference = sliding[i];
        return read(shuffled.window(span(window)), reference ? shuffled.window(span(reference)) : shuffled.reference);
      }),
    );
    await breathe();
  }
  return runs;
}

/** Where a reference that moves with the window lies; null: it does not move. */
function slidingReference(source: ReadingSource, window: TimeWindow): TimeWindow | null {
  const reference = source.model.reference;
  if (reference?.kind !== "moving" && reference?.kind !== "previous") return null;
  const ms = parseDuration((reference.spec as { length: string }).length);
  return reference.kind === "moving" ? { from: window.from - ms, to: window.from } : { from: window.from - ms, to: window.to - ms };
}
