import { clipBand } from "../bands/band.ts";
import { mover, wilson } from "../bands/wilson.ts";
import type { ClassificationProfile } from "../types.ts";
import { averageOf, type ClassCounts, classCounts, confusionOf, occurring, shareOrZero, totalOf } from "./confusion.ts";
import { exactMetric, type MetricResult, NO_LABELS, noMetric } from "./result.ts";

const share = ({ tp, labelled }: ClassCounts) => shareOrZero(tp, labelled);

/**
 * Recall of one listed class: right / how often it is the label. Range 0..1, exact. Null when it never is. n is how often it is. Band:
 * Wilson.
 */
export function recall(profile: ClassificationProfile, of = 1): MetricResult {
  const { tp, labelled } = classCounts(confusionOf(profile))[of] ?? { tp: 0, labelled: 0 };
  if (labelled === 0) return noMetric("recall", 0, "No label is this class");
  return exactMetric("recall", tp / labelled, labelled, wilson(tp, labelled));
}

/**
 * Mean recall of the listed classes that occur as label or prediction, each weighing the same (macro; a class that is never a label counts
 * 0) or as its labels (weighted: the accuracy over listed labels). Range 0..1, exact. Null without labels. Band: macro MOVER of Wilson
 * intervals, weighted Wilson.
 */
export function averagedRecall(profile: ClassificationProfile, by: "macro" | "weighted"): MetricResult {
  const confusion = confusionOf(profile);
  const id = by === "macro" ? "recall_macro" : "recall_weighted";
  const n = totalOf(confusion);
  const value = averageOf(confusion, by, share);
  if (value === null) return noMetric(id, n, NO_LABELS);
  const classes = occurring(confusion);
  if (by === "weighted") {
    const sum = (name: keyof ClassCounts) => classes.reduce((total, counts) => total + counts[name], 0);
    return exactMetric(id, value, n, wilson(sum("tp"), sum("labelled")));
  }
  const parts = classes
    .filter(({ labelled }) => labelled > 0)
    .map(({ tp, labelled }) => ({ hits: tp, n: labelled, weight: 1 / classes.length }));
  const band = mover(parts);
  return exactMetric(id, value, n, band && clipBand(band, 0, 1));
}
