import type { z } from "zod";
import { conditionsOf } from "#core/alarms/expression.ts";
import { columnsFrom } from "#core/alarms/frames.ts";
import { metricInfo } from "#core/alarms/metrics.ts";
import { windowOf } from "#core/alarms/slots.ts";
import type { AlarmMetric, Reading, RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { PreviewAnswer, previewAlarmSchema } from "#core/contracts/alarms.ts";
import { BUCKET_MS } from "#core/profiles/buckets.ts";
import { breather } from "../../queries/breather.ts";
import { onSnapshot, type QueryContext } from "../../queries/context.ts";
import { completeness, type LoadedModel, loadModel } from "../../queries/load-model.ts";
import { type ConditionSeries, readConditions } from "../readings/read-conditions.ts";
import { seriesParts } from "../readings/series-parts.ts";
import { ReadingSource } from "../readings/source.ts";
import { windowOfQuery } from "../rules/read-rules.ts";
import { checkRule } from "../rules/validate.ts";
import type { ShuffleRequest } from "./bucket-plan.ts";
import { previewSlots } from "./preview-slots.ts";
import { shuffleConditions } from "./shuffle-conditions.ts";

/** Sums of a column over a bucket that one back-test may take: about two seconds. */
const MAX_SUMS = 150_000;
/** Readings of shuffled windows that one back-test may take: they are in the answer too. */
const MAX_SHUFFLED = 60_000;

/** What a rule would have read over a time that is past, and what it would have on the same records in shuffled order. */
export const previewAlarm = onSnapshot(
  async (context: QueryContext, asked: z.output<typeof previewAlarmSchema>): Promise<PreviewAnswer> => {
    const rule = asked.definition;
    const model = await loadModel(context, asked.model);
    await checkRule(context, model, rule);
    const window = windowOfQuery(asked, context.now);
    const wanted = wantedColumns(model, rule);
    const source = new ReadingSource(context, model, wanted);
    const parts = await seriesParts(source, rule);
    const width = Math.max(1, wanted?.size ?? model.columns.length) * Math.max(1, parts.length);
    const now = context.now.getTime();
    let { slots, resolution, thinned } = previewSlots(rule, window.from.getTime(), window.to.getTime(), now);
    const sums = slots.reduce((sum, slotAt) => sum + bucketsOf(rule, slotAt, BUCKET_MS[resolution]), 0) * width;
    if (sums > MAX_SUMS) {
      const most = Math.max(30, Math.floor((slots.length * MAX_SUMS) / sums));
      ({ slots, resolution, thinned } = previewSlots(rule, window.from.getTime(), window.to.getTime(), now, most));
    }
    const breathe = breather(context);
    const [read, { completeUntil }] = [await readConditions(source, rule, slots, { breathe }), await completeness(context, model)];
    const series = read.reduce((sum, found) => sum + found.length, 0);
    const runs =
      slots.length === 0 ? 0 : Math.min(asked.shuffles, Math.max(3, Math.floor(MAX_SHUFFLED / (slots.length * Math.max(1, series)))));
    const request: ShuffleRequest = { source, rule, slots, resolution, runs: asked.shuffles === 0 ? 0 : runs, seed: 1, breathe };
    const shuffled = await shuffleConditions(request, parts, read);
    const conditions = conditionsOf(rule.when).map((condition, i): PreviewAnswer["conditions"][number] => {
      const info = metricInfo(condition.metric, (name) => model.columns.find((column) => column.name === name)?.unit ?? null);
      const { runs, why } = shuffled[i]!;
      return { title: info.title, unit: info.unit, series: read[i]!.map((one) => seriesAnswer(one, runs)), not_shuffled: why };
    });
    return {
      model: model.name,
      from: window.from.toISOString(),
      to: window.to.toISOString(),
      complete_until: completeUntil,
      slots: slots.map((slotAt) => new Date(slotAt).toISOString()),
      thinned,
      conditions,
    };
  },
);

function seriesAnswer(
  { series, labels, readings }: ConditionSeries,
  shuffled: ReadonlyMap<string, readonly Reading[][]>,
): PreviewAnswer["conditions"][number]["series"][number] {
  return { series, labels, readings: columnsFrom(readings), shuffled: (shuffled.get(series) ?? []).map(columnsFrom) };
}

function bucketsOf(rule: RuleDefinition, slotAt: number, length: number): number {
  const { from, to } = windowOf(rule, slotAt);
  return Math.ceil((to - from) / length);
}

/** Ids of the columns that a rule looks at; undefined: all of them. */
function wantedColumns(model: LoadedModel, rule: RuleDefinition): Set<number> | undefined {
  const wanted = new Set<number>();
  for (const { metric } of conditionsOf(rule.when)) {
    const names = columnsRead(model, metric);
    if (names === "all") return undefined;
    for (const name of names) {
      const column = model.columns.find((candidate) => candidate.name === name);
      if (column) wanted.add(column.id);
    }
  }
  return wanted;
}

function columnsRead(model: LoadedModel, metric: AlarmMetric): readonly string[] | "all" {
  if (metric.kind === "drift" || metric.kind === "column") return [metric.column];
  if (metric.kind === "role_drift" || metric.kind === "share_drifted")
    return metric.role === "all" ? "all" : model.columns.filter(({ role }) => role === metric.role).map(({ name }) => name);
  if (metric.kind !== "volume" || metric.of === "records" || metric.of === "predictions") return [];
  const role = metric.of === "labels" ? "label" : metric.of;
  return model.columns.filter((column) => column.role === role).map(({ name }) => name);
}
