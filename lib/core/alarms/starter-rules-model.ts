import type { AlarmMetric } from "../contracts/alarm-rules.ts";
import type { MetricId } from "../performance/metrics/result.ts";
import type { StatisticId } from "../statistics/types.ts";
import {
  lacksLabels,
  lacksOutput,
  lacksReference,
  lacksRole,
  type ModelFacts,
  type SparseExpression,
  serviceColumn,
  worseThanBefore,
} from "./starter-facts.ts";
import type { Starter } from "./starters.ts";

const ALL = ["tabular", "vision", "text", "speech", "search"] as const;

const above = (metric: AlarmMetric, threshold: number, more: object = {}): SparseExpression => ({
  metric,
  is: { kind: "above", threshold, ...more },
});
const ofRole = (statistic: StatisticId, role: "prediction" | "score" | "label"): AlarmMetric => ({ kind: "role_drift", statistic, role });

/** Worse than a figure of the reference by so much of it; critical at three times as much, over at half. Two digits: a number that a person can remember. */
function worseThan(metric: AlarmMetric, kind: "above" | "below", before: number, change: number): SparseExpression {
  const at = (times: number) => Number((before * (1 + (kind === "above" ? times : -times) * change)).toPrecision(2));
  return { metric, is: { kind, threshold: at(1), critical: at(3), clear: at(0.5) } };
}

const service = (facts: ModelFacts, name: RegExp, otherwise: string) => serviceColumn(facts, name, ["numeric"])?.name ?? otherwise;
const lacksService = (facts: ModelFacts, name: RegExp, what: string) =>
  serviceColumn(facts, name, ["numeric"])
    ? null
    : `The model logs no ${what}; send it as service.${what === "latency" ? "latency_ms" : "memory_mb"}.`;
const LATENCY = /latency|duration|response_time/i;
const MEMORY = /memory|_mb$|rss|cpu|load/i;
const ERRORS = /error|fail|exception/i;

function errorRate(facts: ModelFacts): SparseExpression {
  const numeric = serviceColumn(facts, ERRORS, ["numeric"]);
  if (numeric) return above({ kind: "column", value: "mean", column: numeric.name }, 0.05);
  const column = serviceColumn(facts, ERRORS, ["boolean"])?.name ?? "service.error";
  return above({ kind: "column", value: "share", column, category: "true" }, 0.05, { critical: 0.2 });
}

/** The figure by which a task is first judged, and whether more of it is worse. */
const MAIN: Record<NonNullable<ModelFacts["performanceTask"]>, { metric: MetricId; worse: "above" | "below"; change: number }> = {
  binary: { metric: "auc", worse: "below", change: 0.05 },
  multiclass: { metric: "accuracy", worse: "below", change: 0.05 },
  regression: { metric: "mae", worse: "above", change: 0.2 },
  ranking: { metric: "mrr", worse: "below", change: 0.1 },
};
const mainOf = (facts: ModelFacts) => MAIN[facts.performanceTask ?? "binary"];
const classifies = (facts: ModelFacts) => facts.performanceTask === "binary" || facts.performanceTask === "multiclass";
const lacksScores = (facts: ModelFacts) =>
  lacksReference(facts) ??
  lacksLabels(facts) ??
  (classifies(facts) ? null : "Its labels are not classes.") ??
  lacksRole(facts, "score", ["numeric"]);

/** What goes wrong with the model and its answers. `chance`: see starters.ts. */
export const MODEL_STARTERS: readonly Starter[] = [
  {
    id: "prediction-drift",
    name: "Predictions have drifted",
    failure: "prediction_shift",
    why: "PSI of the predictions above 0.2 with evidence: the model answers differently than on the reference.",
    tasks: ALL,
    chance: 1e-3,
    when: () => above(ofRole("psi", "prediction"), 0.2, { critical: 0.5, clear: 0.15 }),
    lacks: (facts) => lacksReference(facts) ?? lacksRole(facts, "prediction"),
  },
  {
    id: "score-drift",
    name: "Scores have drifted",
    failure: "prediction_collapse",
    why: "Kolmogorov-Smirnov of the scores above 0.2 with evidence: seen before predictions tip over, and at once when all get one score.",
    tasks: ["tabular", "vision", "text"],
    chance: 1e-3,
    when: () => above(ofRole("ks", "score"), 0.2, { critical: 0.4 }),
    lacks: (facts) => lacksReference(facts) ?? lacksRole(facts, "score", ["numeric"]),
  },
  {
    id: "no-output",
    name: "Predictions without an output",
    failure: "null_outputs",
    why: "More than 5% of predictions are empty, sampling error aside.",
    tasks: ["tabular", "vision", "text"],
    chance: 5e-4,
    when: () => above({ kind: "output", id: "null_output_rate" }, 0.05, { critical: 0.2 }),
    lacks: () => null,
  },
  {
    id: "silent-output",
    name: "Nothing was understood",
    failure: "microphone_change",
    why: "A fifth more empty transcripts than a week ago, and more than usual: microphones, codecs and rooms show here first.",
    tasks: ["speech"],
    chance: 5e-4,
    when: (facts) => worseThanBefore(facts, { kind: "output", id: "null_output_rate" }, "above", 0.2),
    lacks: () => null,
  },
  {
    id: "zero-results",
    name: "Searches without a result",
    failure: "zero_results",
    why: "A fifth more searches without a result than a week ago, and more than usual.",
    tasks: ["search"],
    chance: 5e-4,
    when: (facts) => worseThanBefore(facts, { kind: "output", id: "null_output_rate" }, "above", 0.2),
    lacks: () => null,
  },
  {
    id: "redo-rate",
    name: "People ask again",
    failure: "users_ask_again",
    why: "A fifth more redone requests than a week ago, and more than usual.",
    tasks: ["speech", "search", "text"],
    chance: 5e-4,
    when: (facts) => worseThanBefore(facts, { kind: "output", id: "redo_rate" }, "above", 0.2),
    lacks: (facts) => lacksOutput(facts, "redo_rate"),
  },
  {
    id: "switch-rate",
    name: "People type instead",
    failure: "users_give_up",
    why: "A fifth more people than a week ago switch from speaking to typing, and more than usual.",
    tasks: ["speech"],
    chance: 5e-4,
    when: (facts) => worseThanBefore(facts, { kind: "output", id: "switch_rate" }, "above", 0.2),
    lacks: (facts) => lacksOutput(facts, "switch_rate"),
  },
  {
    id: "click-through",
    name: "Fewer clicks",
    failure: "click_drop",
    why: "The click-through rate is a tenth lower than a week ago, and lower than usual.",
    tasks: ["search"],
    chance: 5e-4,
    when: (facts) => worseThanBefore(facts, { kind: "output", id: "click_through" }, "below", 0.1),
    lacks: (facts) => lacksOutput(facts, "click_through"),
  },
  {
    id: "latency",
    name: "Slow answers",
    failure: "latency",
    why: "The 95th percentile of latency is half as high again as a week ago, and higher than usual.",
    tasks: ALL,
    chance: 5e-4,
    when: (facts) =>
      worseThanBefore(facts, { kind: "column", value: "p95", column: service(facts, LATENCY, "service.latency_ms") }, "above", 0.5),
    lacks: (facts) => lacksService(facts, LATENCY, "latency"),
  },
  {
    id: "errors",
    name: "Calls fail",
    failure: "errors",
    why: "More than 5% of calls end in an error, sampling error aside.",
    tasks: ALL,
    chance: 5e-4,
    when: errorRate,
    lacks: (facts) =>
      serviceColumn(facts, ERRORS, ["numeric", "boolean"]) ? null : "The model logs no errors; send them as service.error, true or false.",
  },
  {
    id: "memory",
    name: "Memory or load creeps up",
    failure: "memory",
    why: "The 95th percentile is a quarter higher than a week ago, and higher than usual.",
    tasks: ALL,
    chance: 5e-4,
    when: (facts) =>
      worseThanBefore(facts, { kind: "column", value: "p95", column: service(facts, MEMORY, "service.memory_mb") }, "above", 0.25),
    lacks: (facts) => lacksService(facts, MEMORY, "memory or load"),
  },
  {
    id: "performance-drop",
    name: "Performance has dropped",
    failure: "performance_drop",
    why: "By its labels the model is clearly worse than on the reference, sampling error aside; without a labelled reference: than a week ago, and than usual.",
    tasks: ALL,
    chance: 5e-4,
    when: (facts) => {
      const { metric, worse: direction, change } = mainOf(facts);
      const realised: AlarmMetric = { kind: "performance", metric, of: "realised" };
      const before = facts.referenceFigures[metric];
      return before === undefined ? worseThanBefore(facts, realised, direction, change) : worseThan(realised, direction, before, change);
    },
    lacks: lacksLabels,
  },
  {
    id: "concept-drift",
    name: "Concept drift",
    failure: "concept_drift",
    why: "Accuracy is more than 5 percentage points below what the scores promise, sampling error aside: the same inputs now have other outcomes.",
    tasks: ["tabular", "vision", "text"],
    chance: 5e-4,
    when: () => above({ kind: "performance", metric: "accuracy", of: "shortfall" }, 0.05, { critical: 0.15, clear: 0.03 }),
    lacks: lacksScores,
  },
  {
    id: "calibration",
    name: "Scores do not mean what they say",
    failure: "calibration_loss",
    why: "Calibration error above 0.1, sampling error aside.",
    tasks: ["tabular", "vision", "text"],
    // With 1,000 labels a model that is perfectly calibrated has one of about 0.03.
    chance: 1e-4,
    when: () => above({ kind: "performance", metric: "ece", of: "realised" }, 0.1),
    more: () => ({ min_records: 1_000 }),
    lacks: lacksScores,
  },
  {
    id: "label-drift",
    name: "Another mix of outcomes",
    failure: "label_shift",
    why: "PSI of the labels above 0.2 with evidence: what is rare and what is common has changed.",
    tasks: ["tabular", "vision", "text"],
    chance: 1e-3,
    when: () => above(ofRole("psi", "label"), 0.2),
    lacks: (facts) => lacksReference(facts) ?? lacksLabels(facts) ?? lacksRole(facts, "label"),
  },
  {
    id: "label-delay",
    name: "Labels are late",
    failure: "label_delay",
    why: "The share of predictions with a label is half of what it was a week ago, and less than usual.",
    tasks: ALL,
    chance: 0,
    when: (facts) => worseThanBefore(facts, { kind: "label_coverage" }, "below", 0.5),
    lacks: lacksLabels,
  },
];
