import { columnReading } from "#core/alarms/measure/column.ts";
import { correctedReadings, driftReading, shareDriftedReading } from "#core/alarms/measure/drift.ts";
import { outputReading } from "#core/alarms/measure/output.ts";
import { coverageReading, delayReading, performanceReading } from "#core/alarms/measure/performance.ts";
import { measured, unmeasured } from "#core/alarms/measure/reading.ts";
import type { AlarmMetric, Reading } from "#core/contracts/alarm-rules.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import { validCount } from "#core/profiles/moments.ts";
import type { BucketProfile } from "#core/profiles/types.ts";
import { statisticInfo } from "#core/statistics/catalogue.ts";
import type { QueryColumn } from "../../queries/load-model.ts";
import { type Part, profileOf } from "../../queries/load-profiles.ts";
import { referenceProfileOf } from "../../queries/load-reference.ts";
import type { ReadingSource, TimeWindow } from "./source.ts";

/** The reading of one series of a metric; '' where the metric has but one. */
export type MetricReadings = Map<string, Reading>;

/** What can be read again for any window of the past; the others are read as of now, and only live. */
export type StoredMetric = Exclude<AlarmMetric, { kind: "ingest_lag" | "no_data" | "system" }>;

const one = (reading: Reading): MetricReadings => new Map([["", reading]]);

/** Reads a metric over one window of one part of the traffic. By series: of a role's columns by name, else one under ''. */
export function readMetric(source: ReadingSource, metric: StoredMetric, part: Part, window: TimeWindow): Promise<MetricReadings> {
  return source.reading(metric, part, window, () => readAnew(source, metric, part, window));
}

async function readAnew(source: ReadingSource, metric: StoredMetric, part: Part, window: TimeWindow): Promise<MetricReadings> {
  switch (metric.kind) {
    case "drift":
      return one(await readDrift(source, metric.column, metric.statistic, part, window));
    case "role_drift": {
      const columns = columnsWith(source, metric.role, metric.statistic);
      const comparisons = await compareColumns(source, columns, metric.statistic, part, window);
      const readings = correctedReadings(comparisons, metric.statistic);
      return new Map(comparisons.map(({ column }, i) => [column.name, readings[i]!]));
    }
    case "share_drifted": {
      const { records } = await source.bucket(part, window);
      return one(shareDriftedReading(await compareColumns(source, source.columnsOf(metric.role), "psi", part, window), records));
    }
    case "column":
      return one(await readColumn(source, metric, part, window));
    case "volume":
      return one(countedReading(source, metric.of, await source.bucket(part, window)));
    case "output":
      return one(await readOutput(source, metric, part, window));
    case "performance":
    case "label_coverage":
    case "label_delay":
      return one(await readPerformance(source, metric, part, window));
  }
}

/** The columns of a role that can have a statistic: categories have no mean. */
export function columnsWith(source: ReadingSource, role: string, statistic: StatisticId): QueryColumn[] {
  return source.columnsOf(role).filter(({ binning }) => binning !== null && statisticInfo(statistic).applies.includes(binning.kind));
}

async function compareColumns(
  source: ReadingSource,
  columns: readonly QueryColumn[],
  statistic: Parameters<typeof source.comparison>[3],
  part: Part,
  window: TimeWindow,
) {
  const compared = [];
  for (const column of columns) {
    const comparison = await source.comparison(part, window, column, statistic);
    if (comparison) compared.push(comparison);
  }
  return compared;
}

async function readDrift(
  source: ReadingSource,
  name: string,
  statistic: Parameters<typeof source.comparison>[3],
  part: Part,
  window: TimeWindow,
): Promise<Reading> {
  const column = source.model.columns.find((candidate) => candidate.name === name);
  if (!column) return unmeasured("error", `The model has no column ${name} (any more).`);
  const comparison = await source.comparison(part, window, column, statistic);
  if (comparison) return driftReading(comparison, statistic);
  return column.kind === "text" || column.kind === "image"
    ? unmeasured(
        "error",
        `${name} is ${column.kind}: watch a column derived from it, such as ${name}.${column.kind === "text" ? "length" : "brightness"}.`,
      )
    : unmeasured("no_data", `No value of ${name} has been counted yet.`);
}

async function readColumn(
  source: ReadingSource,
  metric: Extract<AlarmMetric, { kind: "column" }>,
  part: Part,
  window: TimeWindow,
): Promise<Reading> {
  const column = source.model.columns.find((candidate) => candidate.name === metric.column);
  if (!column) return unmeasured("error", `The model has no column ${metric.column} (any more).`);
  const profile = profileOf(column, await source.bucket(part, window));
  if (!column.binning || !profile) return unmeasured("no_data", `No value of ${metric.column} has been counted yet.`);
  const reference = referenceProfileOf(column, await source.reference(part, window));
  return columnReading(metric.value, column.binning, profile, reference, metric.category);
}

function countedReading(source: ReadingSource, of: Extract<AlarmMetric, { kind: "volume" }>["of"], bucket: BucketProfile): Reading {
  if (of === "records") return measured(bucket.records, bucket.records);
  if (of === "predictions") return measured(bucket.roles.prediction, bucket.roles.prediction);
  // Labels, feedback and service values may come within a prediction: what counts is that they have a value.
  const role = of === "labels" ? "label" : of;
  const counts = source.model.columns.flatMap((column) => {
    const profile = column.role === role ? profileOf(column, bucket) : null;
    return profile ? [validCount(profile) + profile.invalid] : [];
  });
  const most = Math.max(0, ...counts);
  return measured(most, most);
}

async function readPerformance(
  source: ReadingSource,
  metric: Extract<AlarmMetric, { kind: "performance" | "label_coverage" | "label_delay" }>,
  part: Part,
  window: TimeWindow,
): Promise<Reading> {
  const loaded = await source.spec();
  if (!loaded) return unmeasured("not_enough_data", "No label has come yet.");
  const current = await source.performance(part, loaded.spec, window);
  if (metric.kind === "label_coverage") return coverageReading(current);
  if (metric.kind === "label_delay") return delayReading(current, metric.quantile);
  const { spec } = loaded;
  const reference = await source.referencePerformance(part, spec, window);
  const estimate = metric.of === "realised" ? null : await source.estimator(part, spec, window);
  return performanceReading(metric, { spec, current, reference, estimate });
}

async function readOutput(
  source: ReadingSource,
  metric: Extract<AlarmMetric, { kind: "output" }>,
  part: Part,
  window: TimeWindow,
): Promise<Reading> {
  const { plan, current, reference } = await source.outputs(part, window);
  return outputReading(metric.id, plan, current, reference);
}
