import type { Kind, Role } from "../columns/column.ts";
import type { AlarmMetric } from "../contracts/alarm-rules.ts";
import type { MetricId } from "../performance/metrics/result.ts";
import type { FeedbackMetricId } from "../performance/output-columns.ts";
import type { Task } from "../performance/types.ts";
import { DAY_MS, nominalMs } from "./durations.ts";

export interface StarterColumn {
  name: string;
  role: Role;
  kind: Kind;
  ignored: boolean;
  derived_from: string | null;
}

/** What the starter rules of a model depend on. */
export interface ModelFacts {
  task: string;
  columns: readonly StarterColumn[];
  hasReference: boolean;
  hasLabels: boolean;
  /** What its labels are; null: none have come that say so. */
  performanceTask: Task | null;
  /** Performance of the reference's labelled predictions, by metric; empty: it has none. */
  referenceFigures: Partial<Record<MetricId, number>>;
  /** The column of each output metric; null: it has none (`resolveOutputColumns`). */
  outputs: Record<FeedbackMetricId, string | null>;
  /** How much is looked at at a time: so long that it mostly holds 200 records or more. */
  window: string;
}

/**
 * Worse than one period earlier by so much, and than all usual windows before. The period is a week, or the window where that is longer; what is
 * usual comes from a dozen windows or eight weeks, whichever is more.
 */
export function worseThanBefore(facts: ModelFacts, metric: AlarmMetric, direction: "above" | "below", change: number): SparseExpression {
  const days = Math.ceil(nominalMs(facts.window) / DAY_MS);
  const period = `${Math.max(7, days)}d`;
  const lookBack = `${Math.max(8, Math.ceil((13 * days) / 7))}w`;
  return {
    all: [
      { metric, is: { kind: "change", direction, threshold: change, relative: true, period } },
      { metric, is: { kind: "history", direction, width: 5, look_back: lookBack } },
    ],
  };
}

export const isUsed = (column: StarterColumn) => !column.ignored;

/** Why a rule about columns of a role makes no sense; null: it does. Kinds: those that can be compared. */
export function lacksRole(
  facts: ModelFacts,
  role: Role,
  kinds: readonly Kind[] = ["numeric", "categorical", "boolean", "timestamp"],
): string | null {
  const found = facts.columns.some((column) => isUsed(column) && column.role === role && kinds.includes(column.kind));
  if (found) return null;
  const what = kinds.length === 1 ? `${kinds[0]} ` : kinds.includes("numeric") ? "" : "categorical ";
  return `The model has no ${what}${role} column.`;
}

export function lacksReference(facts: ModelFacts): string | null {
  return facts.hasReference ? null : "The model has no reference to compare with.";
}

export function lacksLabels(facts: ModelFacts): string | null {
  return facts.hasLabels ? null : "No label has come for a prediction of this model.";
}

export function lacksOutput(facts: ModelFacts, id: FeedbackMetricId): string | null {
  return facts.outputs[id] === null ? `The model has no feedback column that gives its ${id.replaceAll("_", " ")}.` : null;
}

/** A service column by its name. */
export function serviceColumn(facts: ModelFacts, name: RegExp, kinds: readonly Kind[]): StarterColumn | null {
  return (
    facts.columns.find((column) => isUsed(column) && column.role === "service" && kinds.includes(column.kind) && name.test(column.name)) ??
    null
  );
}

/** The derived columns of inputs that hold one of these figures: `photo.brightness`. */
export function derivedInputs(facts: ModelFacts, figures: readonly string[]): string[] {
  return facts.columns
    .filter((column) => isUsed(column) && column.role === "input" && column.derived_from !== null)
    .filter(({ name, derived_from }) => figures.some((figure) => name === `${derived_from}.${figure}`))
    .map(({ name }) => name);
}

/** A comparison or condition with its defaults left out. */
type Sparse = { metric: AlarmMetric; is: object };
export type SparseExpression = Sparse | { all: SparseExpression[] } | { any: SparseExpression[] };

/** One of them, or any of up to ten. */
export function anyOf(parts: readonly SparseExpression[]): SparseExpression {
  return parts.length === 1 ? parts[0]! : { any: parts.slice(0, 10) };
}
