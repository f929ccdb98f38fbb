import { historyBand } from "#core/alarms/baseline.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { differenceP, standardError, unmeasured } from "#core/alarms/measure/reading.ts";
import { seriesKey } from "#core/alarms/series.ts";
import { earlierWindow, historyWindows, windowOf } from "#core/alarms/slots.ts";
import type { AlarmCondition, AlarmMetric, Reading, RuleDefinition } from "#core/contracts/alarm-rules.ts";
import { ALL } from "../../queries/load-profiles.ts";
import { type MetricReadings, readMetric, type StoredMetric } from "./read-metric.ts";
import { type SeriesPart, seriesParts } from "./series-parts.ts";
import type { ReadingSource, TimeWindow } from "./source.ts";

/** One series of one condition: a reading for each slot. */
export interface ConditionSeries {
  /** '' or e.g. `version=3,column=age`. */
  series: string;
  labels: Record<string, string>;
  readings: Reading[];
}

/** How a metric is read that only holds now, such as a lag. */
export type ReadLive = (metric: Exclude<AlarmMetric, StoredMetric>) => Promise<Reading>;

export interface ReadOptions {
  /** Reads what only holds now, and so for the last slot alone; without it such a metric has no reading. */
  live?: ReadLive;
  /** Lets other work of the process go on. */
  breathe?: () => Promise<void>;
}

/**
 * Reads all conditions of a rule over some slots, the conditions in the order of the expression. A series that a slot does not have (a
 * column that came later) has `no_data` there. `source` null: the rule watches Tidemark itself.
 */
export async function readConditions(
  source: ReadingSource | null,
  rule: RuleDefinition,
  slots: readonly number[],
  { live, breathe }: ReadOptions = {},
): Promise<ConditionSeries[][]> {
  const parts = source ? await seriesParts(source, rule) : [{ part: ALL, labels: {} }];
  const conditions: ConditionSeries[][] = [];
  for (const condition of conditionsOf(rule.when)) {
    const found = new Map<string, ConditionSeries>();
    for (const { part, labels } of parts) {
      for (const [i, slotAt] of slots.entries()) {
        for (const [column, reading] of await readCondition(
          source,
          rule,
          condition,
          part,
          slotAt,
          i === slots.length - 1 ? live : undefined,
        )) {
          const own = column === "" ? labels : { ...labels, column };
          const series = seriesKey(own);
          let entry = found.get(series);
          if (!entry) {
            entry = { series, labels: own, readings: slots.map(() => unmeasured("no_data", "There is nothing of it in this window.")) };
            found.set(series, entry);
          }
          entry.readings[i] = reading;
        }
        await breathe?.();
      }
    }
    conditions.push([...found.values()]);
  }
  return conditions;
}

async function readCondition(
  source: ReadingSource | null,
  rule: RuleDefinition,
  { metric, is }: AlarmCondition,
  part: SeriesPart["part"],
  slotAt: number,
  live: ReadLive | undefined,
): Promise<MetricReadings> {
  if (metric.kind === "ingest_lag" || metric.kind === "no_data" || metric.kind === "system") {
    const reading = live ? await live(metric) : unmeasured("no_data", "This is only known as it happens: there is no record of the past.");
    return new Map([["", reading]]);
  }
  if (!source) return new Map([["", unmeasured("error", "This is a metric of a model, and the rule has none.")]]);
  const read = (window: TimeWindow) => readMetric(source, metric, part, window);
  const now = await read(windowOf(rule, slotAt));
  if (is.kind === "change") {
    const before = await read(earlierWindow(rule, slotAt, is.period));
    return mapReadings(now, (reading, series) => againstEarlier(reading, before.get(series)));
  }
  if (is.kind === "history") {
    const earlier: MetricReadings[] = [];
    for (const window of historyWindows(rule, slotAt, is)) earlier.push(await read(window));
    return mapReadings(now, (reading, series) => {
      const values = earlier.flatMap((readings) => readings.get(series)?.value ?? []);
      return againstHistory(reading, values);
    });
  }
  return now;
}

function mapReadings(readings: MetricReadings, map: (reading: Reading, series: string) => Reading): MetricReadings {
  return new Map([...readings].map(([series, reading]) => [series, map(reading, series)]));
}

/** A reading with what it was one period earlier; p is then that of the difference between the two. */
function againstEarlier(reading: Reading, before: Reading | undefined): Reading {
  if (reading.value === null) return reading;
  if (before?.value == null) return unmeasured("not_enough_data", "There is no value one period earlier to compare with.", reading.n);
  const p = differenceP(reading.value, standardError(reading), before.value, standardError(before));
  return { ...reading, base: before.value, p };
}

/** A reading with the band of its history, which is the evidence. */
function againstHistory(reading: Reading, values: readonly number[]): Reading {
  if (reading.value === null) return reading;
  const band = historyBand(values);
  if (!band) return unmeasured("not_enough_data", `There are only ${values.length} earlier values to make a band of.`, reading.n);
  return { ...reading, lower: null, upper: null, p: null, base: band.middle, base_width: band.width };
}
