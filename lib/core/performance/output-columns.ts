import { z } from "zod";

/** Output metrics that are counted from a feedback column. */
export const FEEDBACK_METRIC_IDS = ["click_through", "redo_rate", "switch_rate"] as const;
export type FeedbackMetricId = (typeof FEEDBACK_METRIC_IDS)[number];

/** The feedback columns that make each metric by custom; the first one that a model has counts. */
export const USUAL_COLUMNS: Record<FeedbackMetricId, readonly string[]> = {
  click_through: ["feedback.clicked", "feedback.click"],
  redo_rate: ["feedback.redo", "feedback.redone"],
  switch_rate: ["feedback.switched", "feedback.switched_to_typing"],
};

/** What no feedback for a prediction means: `no`, it counts as a no; `unknown`, it counts as nothing. */
export const SILENCES = ["no", "unknown"] as const;
export type Silence = (typeof SILENCES)[number];
export const DEFAULT_SILENCE: Silence = "no";

const columnSchema = z.string().min(1).max(256).nullable().optional();

/** What a person has set (model.output_columns). A metric that is absent is made from its usual column; null: the model has no such metric. */
export const outputColumnsSchema = z
  .strictObject({ click_through: columnSchema, redo_rate: columnSchema, switch_rate: columnSchema, silence: z.enum(SILENCES).optional() })
  .meta({ id: "OutputColumns" });
export type OutputColumns = z.infer<typeof outputColumnsSchema>;

/** The column of each metric, of those that a model has; null where it has none. */
export function resolveOutputColumns(set: OutputColumns | null, columns: readonly string[]): Record<FeedbackMetricId, string | null> {
  const has = new Set(columns);
  const of = (id: FeedbackMetricId): string | null => {
    const wished = set?.[id];
    if (wished !== undefined) return wished !== null && has.has(wished) ? wished : null;
    return USUAL_COLUMNS[id].find((name) => has.has(name)) ?? null;
  };
  return { click_through: of("click_through"), redo_rate: of("redo_rate"), switch_rate: of("switch_rate") };
}
