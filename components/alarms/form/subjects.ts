import type { AlarmComparison, AlarmCondition, AlarmMetric } from "#core/contracts/alarm-rules.ts";
import type { Column, ModelDetail } from "#core/contracts/models.ts";
import { comparisonFor } from "./usual-comparison.ts";

// What can be watched, in the words of somebody who has never heard of PSI.

export const SUBJECTS = [
  {
    id: "column_drift",
    title: "The values of a column change",
    hint: "Compared with the reference: other values, or the same in other shares.",
  },
  { id: "any_drift", title: "Any input changes", hint: "Every input by itself, each with an incident of its own." },
  {
    id: "many_drift",
    title: "Many columns change at once",
    hint: "The share of columns that drifted: the source or the population is another one.",
  },
  { id: "missing", title: "Values are missing", hint: "The share of records without a value in a column." },
  { id: "invalid", title: "Values have the wrong type", hint: "The share of values that are not what the column holds." },
  { id: "unseen", title: "New categories appear", hint: "The share of values that the reference does not know." },
  { id: "category", title: "The share of a category", hint: "How often one value comes, such as an error, a country or a class." },
  { id: "number", title: "A column's average or percentile", hint: "Mean, spread, median or a high percentile of a number." },
  { id: "latency", title: "Answers get slow", hint: "A percentile of the latency that the service logs." },
  { id: "errors", title: "Calls fail", hint: "The share of service samples with an error." },
  { id: "volume", title: "How many records come", hint: "Traffic drops, or surges." },
  { id: "no_data", title: "Nothing comes any more", hint: "The time since the last record." },
  { id: "null_output_rate", title: "The model gives no output", hint: "The share of predictions that are empty." },
  { id: "click_through", title: "People click less", hint: "Click-through rate, from feedback." },
  { id: "redo_rate", title: "People ask again", hint: "The share of predictions that are asked for again, from feedback." },
  { id: "switch_rate", title: "People type instead", hint: "The share that switches from speaking to typing, from feedback." },
  { id: "performance", title: "The model gets worse", hint: "Accuracy, error and others, by the labels that have come." },
  { id: "label_coverage", title: "Labels do not come", hint: "The share of predictions that have their label." },
  { id: "label_delay", title: "Labels come late", hint: "How long labels take." },
  { id: "ingest_lag", title: "Records are counted late", hint: "How old the oldest record is that is not counted yet." },
] as const satisfies readonly { id: string; title: string; hint: string }[];

export type SubjectId = (typeof SUBJECTS)[number]["id"];

export const subjectInfo = (id: SubjectId) => SUBJECTS.find((subject) => subject.id === id)!;
export const isSubject = (text: string | null): text is SubjectId => SUBJECTS.some(({ id }) => id === text);

const LATENCY = /latency|duration|response_time/i;
const ERRORS = /error|fail|exception/i;
const isPercentile = (value: string) => /^p\d+$/.test(value);

/** Under which of them a metric is found in the form; null: it is about Tidemark itself. */
export function subjectOf(metric: AlarmMetric): SubjectId | null {
  switch (metric.kind) {
    case "drift":
      return "column_drift";
    case "role_drift":
      return "any_drift";
    case "share_drifted":
      return "many_drift";
    case "output":
      return metric.id;
    case "column":
      if (metric.value === "missing_rate") return "missing";
      if (metric.value === "invalid_rate") return "invalid";
      if (metric.value === "unseen_rate") return "unseen";
      if (metric.value === "share") return ERRORS.test(metric.column) && metric.column.startsWith("service.") ? "errors" : "category";
      return isPercentile(metric.value) && metric.column.startsWith("service.") && LATENCY.test(metric.column) ? "latency" : "number";
    case "system":
      return null;
    default:
      return metric.kind;
  }
}

type Columned = Pick<ModelDetail, "columns">;

const ROLES = ["input", "prediction", "score", "label", "feedback", "service", "tag"];
const isCategorical = ({ kind }: Column) => kind === "categorical" || kind === "boolean";

/** The columns that a subject can be about, inputs first; empty: it is about none, or the model has none. */
export function columnsFor(subject: SubjectId, { columns }: Columned): Column[] {
  const fits = FITS[subject];
  if (!fits) return [];
  return columns
    .filter((column) => !column.ignored && column.kind !== "text" && column.kind !== "image" && fits(column))
    .sort((a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role));
}

const FITS: Partial<Record<SubjectId, (column: Column) => boolean>> = {
  column_drift: () => true,
  missing: () => true,
  invalid: () => true,
  unseen: isCategorical,
  category: isCategorical,
  number: ({ kind }) => kind === "numeric",
  latency: ({ kind, role, name }) => role === "service" && kind === "numeric" && LATENCY.test(name),
  errors: ({ kind, role, name }) => role === "service" && kind === "boolean" && ERRORS.test(name),
};

const OUTPUTS: readonly SubjectId[] = ["click_through", "redo_rate", "switch_rate"];

/** What a model lacks for a subject; null: nothing. */
export function lacks(subject: SubjectId, model: Pick<ModelDetail, "columns" | "reference">): string | null {
  if (["column_drift", "any_drift", "many_drift"].includes(subject) && model.reference === null) return "needs a reference";
  if (FITS[subject] && columnsFor(subject, model).length === 0) {
    if (subject === "latency") return "needs service.latency_ms in the logs";
    return subject === "errors" ? "needs service.error in the logs" : "the model has no such column";
  }
  const has = (role: string) => model.columns.some((column) => column.role === role && !column.ignored);
  if (OUTPUTS.includes(subject) && !has("feedback")) return "needs feedback";
  if (["performance", "label_coverage", "label_delay"].includes(subject) && !has("label")) return "needs labels";
  return null;
}

/** The metric that a subject begins with. `column` "" where none has been chosen. */
export function metricFor(subject: SubjectId, column: string, model: Pick<ModelDetail, "health" | "performance_task">): AlarmMetric {
  switch (subject) {
    case "column_drift":
      return { kind: "drift", statistic: "psi", column };
    case "any_drift":
      return { kind: "role_drift", statistic: "psi", role: "input" };
    case "many_drift":
      return { kind: "share_drifted", role: "input" };
    case "missing":
      return { kind: "column", value: "missing_rate", column };
    case "invalid":
      return { kind: "column", value: "invalid_rate", column };
    case "unseen":
      return { kind: "column", value: "unseen_rate", column };
    case "category":
      return { kind: "column", value: "share", column, category: "" };
    case "errors":
      return { kind: "column", value: "share", column, category: "true" };
    case "number":
      return { kind: "column", value: "mean", column };
    case "latency":
      return { kind: "column", value: "p95", column };
    case "volume":
      return { kind: "volume", of: "predictions" };
    case "performance":
      return { kind: "performance", metric: model.health.performance?.metric ?? "accuracy", of: "realised" };
    case "label_delay":
      return { kind: "label_delay", quantile: "p50" };
    case "null_output_rate":
    case "click_through":
    case "redo_rate":
    case "switch_rate":
      return { kind: "output", id: subject };
    default:
      return { kind: subject };
  }
}

/** A condition to begin with: what is watched, and when that is usually too much. */
export function conditionFor(
  subject: SubjectId,
  column: string,
  model: Pick<ModelDetail, "health" | "performance_task">,
  window: string,
): AlarmCondition {
  const metric = metricFor(subject, column, model);
  return { metric, is: usualFor(metric, model, window), evidence: "required" };
}

/** Of performance, a twentieth worse than the reference is the limit where it has a figure. */
export function usualFor(metric: AlarmMetric, { health }: Pick<ModelDetail, "health">, window: string): AlarmComparison {
  const performance = health.performance;
  const reference = metric.kind === "performance" && performance?.metric === metric.metric ? performance.reference : null;
  return comparisonFor(metric, window, reference);
}

/** A name for a rule that nobody has named: "age has drifted". */
export function nameFor({ metric }: AlarmCondition): string {
  const subject = subjectOf(metric);
  if (metric.kind === "drift") return metric.column === "" ? "A column has drifted" : `${metric.column} has drifted`;
  if (metric.kind === "role_drift") return metric.role === "all" ? "A column has drifted" : `One ${metric.role} column has drifted`;
  if (metric.kind === "column" && metric.column !== "") {
    if (subject === "missing") return `${metric.column} is missing`;
    if (subject === "invalid") return `${metric.column} has the wrong type`;
    if (subject === "unseen") return `New values in ${metric.column}`;
    if (subject === "category") return metric.category ? `Share of ${metric.category} in ${metric.column}` : `Shares of ${metric.column}`;
    if (subject === "number") return `${metric.column} is unusual`;
  }
  return subject === null ? "Tidemark itself" : subjectInfo(subject).title;
}
