import { validCount } from "../profiles/moments.ts";
import type { CategoricalBinning, ColumnProfile } from "../profiles/types.ts";
import type { Band } from "./bands/band.ts";
import { wilson } from "./bands/wilson.ts";

// What people do with an output says how good it is long before a label does.

export const OUTPUT_METRIC_IDS = ["click_through", "redo_rate", "switch_rate", "null_output_rate"] as const;
export type OutputMetricId = (typeof OUTPUT_METRIC_IDS)[number];

/** The feedback columns that each is counted from, by custom; a model may map others. */
export const FEEDBACK_COLUMNS: Record<Exclude<OutputMetricId, "null_output_rate">, string> = {
  click_through: "feedback.clicked",
  redo_rate: "feedback.redo",
  switch_rate: "feedback.switched",
};

export interface OutputMetric {
  id: OutputMetricId;
  /** hits / n, 0..1; null when n is 0. */
  value: number | null;
  hits: number;
  n: number;
  band: Band | null;
}

/**
 * A share of predictions, with Wilson's band. Click-through: shown outputs that were clicked. Redo rate: asked again (the user repeated
 * the request). Switch rate: given up for another way (e.g. typing instead of speaking). Null-output rate: predictions without an output.
 */
export function outputMetric(id: OutputMetricId, hits: number, n: number): OutputMetric {
  return { id, value: n > 0 ? hits / n : null, hits, n, band: wilson(hits, n) };
}

/** What no feedback for a prediction means. */
export type Silence = "no" | "unknown";

/**
 * A feedback metric from the profile of its boolean column (categories "false" and "true") over the same time as `predictions` were made.
 * With silence "no" a prediction without feedback counts as not clicked (n = predictions, or the answers when there are more); with
 * "unknown" n is the answers alone.
 */
export function feedbackMetric(
  id: Exclude<OutputMetricId, "null_output_rate">,
  binning: CategoricalBinning,
  profile: ColumnProfile,
  predictions: number,
  silence: Silence = "no",
): OutputMetric {
  const yes = binning.categories.indexOf("true");
  const hits = yes < 0 ? 0 : (profile.counts[yes] as number);
  const answers = validCount(profile);
  return outputMetric(id, hits, silence === "no" ? Math.max(predictions, answers) : answers);
}

/** Null-output rate from the profile of the prediction column: missing and invalid ones over all. */
export function nullOutputMetric(prediction: ColumnProfile): OutputMetric {
  const empty = prediction.missing + prediction.invalid;
  return outputMetric("null_output_rate", empty, empty + validCount(prediction));
}
