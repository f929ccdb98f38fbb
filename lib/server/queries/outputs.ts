import type { OutputFigure, OutputMetricAnswer, OutputsAnswer, OutputsQuery } from "#core/contracts/outputs.ts";
import { type OutputMetric, type OutputPlan, outputChange, outputMetrics } from "#core/performance/output-metrics.ts";
import { emptyOutputs, type OutputProfile } from "#core/performance/output-profile.ts";
import { cover } from "#core/profiles/buckets.ts";
import { onSnapshot, type QueryContext } from "./context.ts";
import { readPart } from "./drift.ts";
import { completeness, type LoadedModel, loadModel } from "./load-model.ts";
import { loadOutputPlan, loadOutputs } from "./load-outputs.ts";
import type { Part } from "./load-profiles.ts";
import { scoresByClass } from "./output-by-class.ts";
import { outputDrift, versionsSeen } from "./output-drift.ts";
import { referenceRange } from "./reference-range.ts";
import { nextStep, STEPS, stepStart, stepWindow } from "./steps.ts";
import { readWindow } from "./window.ts";

/** What the model gave, what people did with it, and how both differ from the reference: for the window, by step and by version. */
export const outputsAnswer = onSnapshot(async (context: QueryContext, modelName: string, query: OutputsQuery): Promise<OutputsAnswer> => {
  const model = await loadModel(context, modelName);
  const answered = readWindow(query, context);
  const part = await readPart(context, model, query);
  const allowed = ["hour", "day", "week", "month"].includes(query.step ?? "") ? STEPS : (["day", "week", "month"] as const);
  const stepped = stepWindow(answered, query.step, allowed, context);
  const [plan, { completeUntil, waiting }, seen] = await Promise.all([
    loadOutputPlan(context, model, query.silence),
    completeness(context, model),
    versionsSeen(context, model, part.slice, answered.cover),
  ]);
  // Steps of hours and minutes are read in their own resolution, which may reach beyond the window: the window has its own rows.
  const [{ total }, { versions }, { steps }, before, { drift, reference }, byClass] = await Promise.all([
    loadOutputs(context, model, part, answered.cover.ranges),
    loadOutputs(context, model, { versionId: null, slice: part.slice }, answered.cover.ranges),
    loadOutputs(context, model, part, stepped.ranges, (bucket) => stepStart(bucket, stepped.step)),
    loadBefore(context, model, part, answered.cover),
    outputDrift(context, model, part, answered.cover, stepped, seen),
    scoresByClass(context, model, part, answered.cover),
  ]);
  const order = seen
    .map((version, i) => ({ ...version, i, profile: versions.get(version.id) ?? emptyOutputs() }))
    // Feedback that names no version is counted in the profiles of none: that is no version that has predicted anything.
    .filter(({ i, profile }) => profile.predictions > 0 || drift.some((column) => column.versions[i]!.n > 0))
    .sort((a, b) => b.profile.predictions - a.profile.predictions || a.i - b.i);
  return {
    model: model.name,
    version: query.version ?? null,
    slice: query.slice ?? null,
    window: answered.window,
    complete_until: completeUntil,
    waiting,
    step: stepped.step,
    silence: plan.silence,
    columns: plan.columns,
    predictions: total.predictions,
    answered: total.answered,
    metrics: metricsAgainst(model, plan, total, before),
    reference: reference && { label: reference.label, records: reference.bucket.records, predictions: before?.predictions ?? null },
    steps: stepped.starts.map((start) => {
      const profile = steps.get(start) ?? emptyOutputs();
      return {
        time: new Date(start).toISOString(),
        time_end: new Date(nextStep(start, stepped.step)).toISOString(),
        predictions: profile.predictions,
        metrics: outputMetrics(profile, plan).map(figureOf),
      };
    }),
    versions: order.map(({ name, profile }) => ({
      name,
      predictions: profile.predictions,
      metrics: outputMetrics(profile, plan).map(figureOf),
    })),
    drift: drift.map((column) => ({ ...column, versions: order.map(({ i }) => column.versions[i]!) })),
    ...byClass,
  };
});

/** The outputs of the reference's time; null where it is none. */
async function loadBefore(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  window: { from: number; to: number },
): Promise<OutputProfile | null> {
  const range = await referenceRange(context, model, part, window);
  if (!range) return null;
  const { ranges } = cover(range.from, range.to, context.now.getTime());
  return (await loadOutputs(context, model, range.part, ranges)).total;
}

function metricsAgainst(model: LoadedModel, plan: OutputPlan, total: OutputProfile, before: OutputProfile | null): OutputMetricAnswer[] {
  const earlier = before && outputMetrics(before, plan);
  return outputMetrics(total, plan).map((metric, i) => {
    const reference = earlier?.[i] ?? null;
    const change = reference && outputChange(reference, metric);
    return {
      ...figureOf(metric),
      unit: metric.id === "mean" ? (model.columns.find(({ name }) => name === metric.column)?.unit ?? null) : null,
      better: metric.better,
      reference: reference && numbersOf(reference),
      difference: change?.difference ?? null,
      p: change?.p ?? null,
    };
  });
}

function figureOf(metric: OutputMetric): OutputFigure {
  return { id: metric.id, column: metric.column, ...numbersOf(metric) };
}

function numbersOf({ value, n, hits, band }: OutputMetric): Omit<OutputFigure, "id" | "column"> {
  return { value, n, hits, lower: band?.lower ?? null, upper: band?.upper ?? null };
}
