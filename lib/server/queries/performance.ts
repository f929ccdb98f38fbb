import type { PerformanceAnswer, PerformanceMetric, PerformanceQuery } from "#core/contracts/performance.ts";
import { coverageByAge, coverageOf, delayQuantile } from "#core/performance/coverage.ts";
import { emptyPerformance } from "#core/performance/empty.ts";
import { estimatorOf } from "#core/performance/estimate/estimator-of.ts";
import { directionOf, metricsOf } from "#core/performance/metrics/all.ts";
import type { MetricId, MetricResult } from "#core/performance/metrics/result.ts";
import { rankingSpec } from "#core/performance/spec.ts";
import type { CoverageCounts, PerformanceProfile, Task } from "#core/performance/types.ts";
import { readValueSetting, type ValueSetting, valuesInOrder } from "#core/performance/value-matrix.ts";
import { loadSpec } from "../performance/spec.ts";
import { onSnapshot, type QueryContext } from "./context.ts";
import { readPart } from "./drift.ts";
import { completeness, loadModel } from "./load-model.ts";
import { loadPerformance, loadReferencePerformance } from "./load-performance.ts";
import { curvesOf } from "./performance-curves.ts";
import { SELECT_VALUES } from "./sql/performance.sql.ts";
import { nextStep, STEPS, stepStart, stepWindow } from "./steps.ts";
import { unlistedClasses } from "./unlisted-classes.ts";
import { readWindow } from "./window.ts";

/** What a series shows unless asked for others: none whose band is a bootstrap's. */
const OF_STEPS: Record<Task, readonly MetricId[]> = {
  binary: ["accuracy", "precision", "recall", "f1", "auc", "log_loss", "brier", "ece"],
  multiclass: ["accuracy", "balanced_accuracy", "auc", "log_loss", "ece"],
  regression: ["mae", "rmse", "mape", "r2", "bias"],
  ranking: ["precision_at_1", "precision_at_5", "mrr"],
};
/** An estimate's band takes some 3 ms; a longer series has none, only the window does. */
const ESTIMATED_STEPS = 100;

/** How right a model was over a window, by its labels so far, and how right it probably was, without them. */
export const performanceAnswer = onSnapshot(
  async (context: QueryContext, modelName: string, query: PerformanceQuery): Promise<PerformanceAnswer> => {
    const model = await loadModel(context, modelName);
    const answered = readWindow(query, context);
    const part = await readPart(context, model, query);
    const stepped = stepWindow(
      answered,
      query.step,
      ["hour", "day", "week", "month"].includes(query.step ?? "") ? STEPS : ["day", "week", "month"],
      context,
    );
    const [loaded, { completeUntil, waiting }, setting] = await Promise.all([
      loadSpec(context.db, model.id, model.generation),
      completeness(context, model),
      loadValues(context, model.id),
    ]);
    const head = {
      model: model.name,
      version: query.version ?? null,
      slice: query.slice ?? null,
      window: answered.window,
      complete_until: completeUntil,
      waiting,
      min_coverage: query.min_coverage,
      step: stepped.step,
    };
    if (!loaded) {
      const none = emptyPerformance(rankingSpec());
      return {
        ...head,
        task: null,
        classes: null,
        positive_class: null,
        task_is_provisional: true,
        unlisted: null,
        reason: "No labels yet. Send them whenever they are known: a record with the id of its prediction and a label.",
        provisional: true,
        ...coverageAndDelay(none, []),
        metrics: [],
        estimated: null,
        reference: null,
        steps: [],
        curves: null,
      };
    }
    const { spec } = loaded;
    // Applied as figures are read: what a person changes holds for the past, too.
    const values = setting && "classes" in spec ? { values: valuesInOrder(setting, spec) } : {};
    const usual = setting ? [...OF_STEPS[spec.task], "business_value" as const] : OF_STEPS[spec.task];
    const only = query.metric === undefined ? usual : [query.metric].flat();
    const withUnit = (metric: MetricResult) => answerMetric(metric, setting);
    const stepOf = (bucket: number) => stepStart(bucket, stepped.step);
    const inSteps = loadPerformance(context, model, part, spec, stepped.ranges, stepOf);
    // Steps of hours and minutes are read in their own resolution, which may reach beyond the window: then the window has its own rows.
    const inWindow =
      stepped.ranges === answered.cover.ranges ? inSteps : loadPerformance(context, model, part, spec, answered.cover.ranges);
    const [{ total, cohorts }, { steps }, reference] = await Promise.all([
      inWindow,
      inSteps,
      loadReferencePerformance(context, model, part, spec, answered.cover),
    ]);
    const labelled = reference !== null && reference.profile.labelled > 0 ? reference.profile : null;
    const estimate = labelled && estimatorOf(spec, labelled);
    const estimated = estimate?.(total) ?? null;
    const estimateSteps = labelled !== null && steps.size <= ESTIMATED_STEPS;
    const isProvisional = (counts: CoverageCounts) => counts.labelled < query.min_coverage * counts.predictions;
    return {
      ...head,
      task: spec.task,
      classes: "classes" in spec ? spec.classes : null,
      positive_class: spec.task === "binary" ? (spec.classes[1] ?? null) : null,
      task_is_provisional: loaded.provisional,
      unlisted: await unlistedClasses(context, model, part, answered.cover.ranges, spec, total),
      reason:
        total.predictions === 0
          ? "No predictions in this window."
          : total.labelled === 0
            ? "No prediction of this window has its label yet."
            : null,
      provisional: total.predictions === 0 || isProvisional(total),
      ...coverageAndDelay(total, cohorts),
      metrics: metricsOf(total, spec, values).map(withUnit),
      estimated: estimated && {
        metrics: estimated.metrics.map(withUnit),
        n: estimated.n,
        outside_share: estimated.outsideShare,
        assumptions: [...estimated.assumptions],
        reason: estimated.reason ?? null,
      },
      reference: reference && {
        label: reference.label,
        ...answerCoverage(reference.profile),
        metrics: metricsOf(reference.profile, spec, values).map(withUnit),
      },
      steps: stepped.starts.map((start) => {
        const profile = steps.get(start) ?? emptyPerformance(spec);
        const some = profile.predictions > 0;
        return {
          time: new Date(start).toISOString(),
          time_end: new Date(nextStep(start, stepped.step)).toISOString(),
          ...answerCoverage(profile),
          provisional: !some || isProvisional(profile),
          metrics: some ? metricsOf(profile, spec, { ...values, only }).map(withUnit) : [],
          estimated: some && estimateSteps ? (estimate?.(profile)?.metrics ?? []).filter(({ id }) => only.includes(id)).map(withUnit) : [],
        };
      }),
      curves: curvesOf(spec, total, labelled),
    };
  },
);

async function loadValues(context: QueryContext, modelId: number): Promise<ValueSetting | null> {
  const { rows } = await context.db.query<{ value_matrix: unknown }>(SELECT_VALUES, [modelId]);
  return readValueSetting(rows[0]?.value_matrix);
}

function answerMetric({ id, value, n, band, certified, reason, total }: MetricResult, setting: ValueSetting | null): PerformanceMetric {
  return {
    id,
    value,
    n: Math.round(n),
    lower: band?.lower ?? null,
    upper: band?.upper ?? null,
    band: band?.method ?? null,
    certified_lower: certified?.lower ?? null,
    certified_upper: certified?.upper ?? null,
    better: directionOf(id),
    reason: reason ?? null,
    ...(id === "business_value" && {
      unit: setting?.unit ?? "",
      total: { value: total ?? null, lower: band ? band.lower * n : null, upper: band ? band.upper * n : null },
    }),
  };
}

function answerCoverage(counts: CoverageCounts) {
  const { predictions, labelled, share, band } = coverageOf(counts);
  return { predictions, labelled, share, lower: band?.lower ?? null, upper: band?.upper ?? null };
}

function coverageAndDelay(
  total: PerformanceProfile,
  cohorts: Parameters<typeof coverageByAge>[0],
): Pick<PerformanceAnswer, "coverage" | "delay"> {
  const [p50, p90] = [delayQuantile(total, 0.5), delayQuantile(total, 0.9)];
  const seconds = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null);
  return {
    coverage: {
      ...answerCoverage(total),
      invalid_labels: total.invalidLabels,
      without_prediction: total.withoutPrediction,
      without_score: total.withoutScore,
      by_age: coverageByAge(cohorts).map(({ ageSeconds, ...rest }) => ({ age_seconds: ageSeconds, ...rest })),
    },
    delay: {
      n: total.delays.reduce((sum, count) => sum + count, 0),
      p50_seconds: seconds(p50),
      p90_seconds: seconds(p90),
      beyond: p90 === Number.POSITIVE_INFINITY,
    },
  };
}
