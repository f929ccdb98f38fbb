import { bootstrapBand } from "../bands/bootstrap.ts";
import { wilson } from "../bands/wilson.ts";
import type { ClassificationProfile } from "../types.ts";
import { averageOf, type ClassCounts, classCounts, confusionOf, doubtfulCells, shareOrZero, totalOf, withCells } from "./confusion.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";

/** 2 tp / (predicted + labelled); 0 when the class does not occur. */
export function f1Of({ tp, predicted, labelled }: ClassCounts): number {
  return shareOrZero(2 * tp, predicted + labelled);
}

/**
 * F1 of one listed class: 2 tp / (predicted + labelled), the harmonic mean of precision and recall. Range 0..1, exact. Null when the class
 * occurs neither as label nor as prediction. n is tp + fp + fn. Band: F1 = 2 J / (1 + J) with J = tp / (tp + fp + fn), a share of n rows:
 * Wilson of J, carried over.
 */
export function f1(profile: ClassificationProfile, of = 1): MetricResult {
  const counts = classCounts(confusionOf(profile))[of] ?? { tp: 0, predicted: 0, labelled: 0 };
  const n = counts.predicted + counts.labelled - counts.tp;
  const band = wilson(counts.tp, n);
  if (band === null) return noMetric("f1", 0, "This class is neither a label nor a prediction");
  const carried = (share: number) => (2 * share) / (1 + share);
  return exactMetric("f1", f1Of(counts), n, { lower: carried(band.lower), upper: carried(band.upper), method: "wilson" });
}

/**
 * Mean F1 of the listed classes that occur as label or prediction, each weighing the same (macro) or as its labels (weighted). Range 0..1,
 * exact. Null without labels. Band: bootstrap of the cells.
 */
export function averagedF1(profile: ClassificationProfile, by: "macro" | "weighted"): MetricResult {
  const confusion = confusionOf(profile);
  const id = by === "macro" ? "f1_macro" : "f1_weighted";
  const n = totalOf(confusion);
  const value = averageOf(confusion, by, f1Of);
  if (value === null) return noMetric(id, n, NO_LABELS);
  const statistic = (cells: Float64Array) => averageOf(withCells(confusion, cells), by, f1Of);
  return exactMetric(id, value, n, bootstrapBand(confusion.cells, statistic, doubtfulCells(confusion)));
}
