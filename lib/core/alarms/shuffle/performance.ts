import type { AlarmMetric, Reading } from "../../contracts/alarm-rules.ts";
import type { Estimate } from "../../performance/estimate/estimate.ts";
import { estimatorOf } from "../../performance/estimate/estimator-of.ts";
import { metricsOf } from "../../performance/metrics/all.ts";
import type { MetricId } from "../../performance/metrics/result.ts";
import type { PerformanceProfile, PerformanceSpec } from "../../performance/types.ts";
import { performanceReading } from "../measure/performance.ts";
import { type Dealt, dealPot, emptyPot, fillPot, type Pot } from "../shuffle.ts";
import { CarriedBands } from "./carried-bands.ts";
import type { Kinds } from "./kinds.ts";
import { confidenceKinds, confusionKinds } from "./kinds-classes.ts";
import { groupKinds, rankKinds, residualKinds } from "./kinds-numbers.ts";
import { scoreKinds } from "./kinds-scores.ts";
import { isEstimated, type QuickValue, quickValue } from "./quick-value.ts";
import { type BucketSpan, DealtWindows, windowSums } from "./windows.ts";

type PerformanceMetric = Extract<AlarmMetric, { kind: "performance" }>;

const PER_CLASS = "Scores of several classes are counted class by class and not together, so their records cannot be dealt again.";
const BY_LABEL = "Errors are counted by their size and not by their label too, so records cannot be dealt again for this metric.";
const BY_GROUP =
  "Errors are counted by size and by prediction apart, so records cannot be dealt again for what estimates leave unexplained.";

const NO_ESTIMATE = "There is no estimate of this metric.";

/** Of the score bins alone. */
const SCORES: readonly MetricId[] = ["auc", "average_precision", "ece", "ece_quantile"];
const LOSSES: readonly MetricId[] = ["log_loss", "brier"];

/** The kinds of records that a metric is made of; a string: why the counts that there are cannot tell them apart. */
export function kindsOf({ metric, of }: PerformanceMetric, spec: PerformanceSpec): Kinds | string {
  if (spec.task === "ranking") return rankKinds();
  if (spec.task === "regression") {
    if (of === "shortfall") return BY_GROUP;
    if (of === "estimated") return groupKinds(spec.predictionEdges.length + 1);
    return metric === "mape" || metric === "r2" ? BY_LABEL : residualKinds(spec);
  }
  const classes = spec.classes.length;
  if (spec.task === "multiclass") {
    if (of !== "realised") return metric === "accuracy" ? confidenceKinds(classes) : PER_CLASS;
    if (metric === "ece" || metric === "ece_quantile") return confidenceKinds(classes);
    return SCORES.includes(metric) || LOSSES.includes(metric) ? PER_CLASS : confusionKinds(spec.task, classes);
  }
  if (of !== "realised" && !isEstimated(metric)) return NO_ESTIMATE;
  if (of === "shortfall") return scoreKinds("confusion");
  if (of === "estimated" || SCORES.includes(metric)) return scoreKinds("scores");
  return LOSSES.includes(metric) ? scoreKinds("losses") : confusionKinds(spec.task, classes);
}

/**
 * A performance metric over windows of shuffled records. Labelled predictions are put in one pot and dealt again among the labelled ones of the buckets, the
 * others among the others: each bucket keeps how many predictions and labels it has, and all of them together are the very same. Of a shortfall the
 * reference's labelled predictions are in the pot, too, and what scores mean is learnt anew from those that it is dealt, so that the concept
 * is one and the same; a realised or estimated metric is held against a number, and its pot has the buckets alone.
 *
 * In-bin values (losses, residuals) are those that lead to the totals of all buckets; counts are exact.
 */
export class ShuffledPerformance {
  private readonly metric: PerformanceMetric;
  private readonly spec: PerformanceSpec;
  private readonly kinds: Kinds;
  private readonly pots: { labelled: Pot; unlabelled: Pot };
  private readonly predictions: number[] = [];
  private readonly labelled: number[] = [];
  private reference: PerformanceProfile | null = null;
  private ofReference: { quick: QuickValue | null; estimate: Estimator } | null = null;
  private bands: CarriedBands | null = null;

  constructor(metric: PerformanceMetric, spec: PerformanceSpec, kinds: Kinds) {
    this.metric = metric;
    this.spec = spec;
    this.kinds = kinds;
    this.pots = { labelled: emptyPot(kinds.size), unlabelled: emptyPot(kinds.size) };
  }

  /** The next bucket, in the order of time. */
  add(bucket: PerformanceProfile): void {
    const { labelled, unlabelled } = this.kinds.count(bucket);
    fillPot(this.pots.labelled, labelled);
    fillPot(this.pots.unlabelled, unlabelled);
    this.predictions.push(bucket.predictions);
    this.labelled.push(bucket.labelled);
  }

  /** After the last bucket: what estimates are made from; null: there is none. Why the records cannot be dealt; null: they can. */
  settle(reference: PerformanceProfile | null): string | null {
    this.reference = reference;
    // The last bucket of the labelled pot, which no window has.
    if (reference && this.metric.of === "shortfall") fillPot(this.pots.labelled, this.kinds.count(reference).labelled);
    return this.kinds.settle(this.pots.labelled.pool);
  }

  /** A reading for each window of one shuffle. The same seed gives the same. The first call may work out bands that all others use. */
  readings(spans: readonly BucketSpan[], seed: number): Reading[] {
    const parts = [dealPot(this.pots.labelled, seed), dealPot(this.pots.unlabelled, seed + UNLABELLED_SEED)];
    const windows = new DealtWindows(this.kinds.size, parts);
    const predictions = windowSums(this.predictions, spans);
    const labelled = windowSums(this.labelled, spans);
    const profileAt = (i: number) => {
      const profile = this.kinds.profile(windows.at(spans[i]!));
      profile.predictions = predictions[i]!;
      profile.labelled = labelled[i]!;
      return profile;
    };
    const { quick, estimate } = this.estimates(parts[0]!);
    const full = (i: number) => performanceReading(this.metric, { spec: this.spec, current: profileAt(i), reference: null, estimate });
    if (!quick) return spans.map((_, i) => full(i));
    const values = spans.map((_, i) => quick(classified(profileAt(i))));
    this.bands ??= new CarriedBands(values, full);
    const bands = this.bands;
    return values.map((value, i) => bands.reading(value, predictions[i]!, labelled[i]!));
  }

  /** What estimates are made with: of a shortfall from what the reference was dealt, else from the reference as it is. */
  private estimates(labelled: Dealt): { quick: QuickValue | null; estimate: Estimator } {
    if (this.metric.of === "shortfall" && this.reference) {
      const counts = new Float64Array(this.kinds.size);
      labelled.add(this.predictions.length, counts, 1);
      return this.from(this.kinds.profile(counts));
    }
    this.ofReference ??= this.from(this.reference);
    return this.ofReference;
  }

  private from(reference: PerformanceProfile | null): { quick: QuickValue | null; estimate: Estimator } {
    const { metric, spec } = this;
    const realised: QuickValue = (profile) => {
      const found = metricsOf(profile, spec, { only: [metric.metric] })[0];
      return { value: found?.value ?? null, n: found?.n ?? 0 };
    };
    return {
      quick: quickValue(metric, spec, reference, realised),
      estimate: reference && metric.of !== "realised" ? estimatorOf(spec, reference) : null,
    };
  }
}

type Estimator = ((current: PerformanceProfile) => Estimate | null) | null;

/** Both parts are dealt with numbers of their own. */
const UNLABELLED_SEED = 0x51ed27;

function classified(profile: PerformanceProfile) {
  if (!("confusion" in profile)) throw new Error("Only a classification has metrics with resampled bands.");
  return profile;
}
