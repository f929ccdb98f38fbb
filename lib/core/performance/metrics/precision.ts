import { clipBand } from "../bands/band.ts";
import { bootstrapBand } from "../bands/bootstrap.ts";
import { mover, wilson } from "../bands/wilson.ts";
import type { ClassificationProfile } from "../types.ts";
import {
  averageOf,
  type ClassCounts,
  classCounts,
  confusionOf,
  doubtfulCells,
  occurring,
  shareOrZero,
  totalOf,
  withCells,
} from "./confusion.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";

const share = ({ tp, predicted }: ClassCounts) => shareOrZero(tp, predicted);

/**
 * Precision of one listed class: right / how often it was predicted. Range 0..1, exact. Null when it was never predicted (scikit-learn
 * says 0 there, with a warning). n is how often it was predicted. Band: Wilson.
 */
export function precision(profile: ClassificationProfile, of = 1): MetricResult {
  const { tp, predicted } = classCounts(confusionOf(profile))[of] ?? { tp: 0, predicted: 0 };
  if (predicted === 0) return noMetric("precision", 0, "No labelled prediction says this class");
  return exactMetric("precision", tp / predicted, predicted, wilson(tp, predicted));
}

/**
 * Mean precision of the listed classes that occur as label or prediction, each weighing the same (macro) or as its labels (weighted); a
 * class that is never predicted counts 0. Range 0..1, exact. Null without labels. Band: macro MOVER of Wilson intervals, weighted
 * bootstrap of the cells.
 */
export function averagedPrecision(profile: ClassificationProfile, by: "macro" | "weighted"): MetricResult {
  const confusion = confusionOf(profile);
  const id = by === "macro" ? "precision_macro" : "precision_weighted";
  const n = totalOf(confusion);
  const value = averageOf(confusion, by, share);
  if (value === null) return noMetric(id, n, NO_LABELS);
  if (by === "weighted") {
    const statistic = (cells: Float64Array) => averageOf(withCells(confusion, cells), by, share);
    return exactMetric(id, value, n, bootstrapBand(confusion.cells, statistic, doubtfulCells(confusion)));
  }
  const classes = occurring(confusion);
  const parts = classes
    .filter(({ predicted }) => predicted > 0)
    .map(({ tp, predicted }) => ({ hits: tp, n: predicted, weight: 1 / classes.length }));
  const band = mover(parts);
  return exactMetric(id, value, n, band && clipBand(band, 0, 1));
}
