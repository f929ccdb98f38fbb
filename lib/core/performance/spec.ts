import { type BinningJson, binningFromJson, binningToJson } from "../profiles/binning.ts";
import { buildNumericBinning } from "../profiles/build-binning.ts";
import { ceilLog2, isPowerOfTwo } from "../profiles/float64.ts";
import type { ClassificationSpec, PerformanceSpec, RankingSpec, RegressionSpec } from "./types.ts";

/** A confusion matrix of more classes than this is neither read nor worth its room; the rest are `other`. */
export const MAX_CLASSES = 100;
/** Inner edges of the prediction groups: 20 groups of about equal size on the reference. */
const GROUPS = 20;
/** Outside these exponents doubles cannot hold the unit's inverse. */
const LARGEST_EXPONENT = 900;

/** Two classes; the first is the negative one, the second the positive one, whose score the records carry. */
export function binarySpec(negative: string, positive: string): ClassificationSpec {
  return checked({ task: "binary", classes: [negative, positive] });
}

/** The frozen class list, at most MAX_CLASSES: give the most frequent first and leave the rest to `other`. */
export function multiclassSpec(classes: readonly string[]): ClassificationSpec {
  return checked({ task: "multiclass", classes: [...classes] });
}

export function rankingSpec(): RankingSpec {
  return { task: "ranking" };
}

/**
 * Freezes bins, groups and units of a regression from reference predictions and labels, paired by index. Values that are not finite are
 * left out. Empty reference: one prediction group and a unit of 2^-52; everything that comes is still counted.
 */
export function buildRegressionSpec(predictions: ArrayLike<number>, labels: ArrayLike<number>): RegressionSpec {
  const residuals: number[] = [];
  const finiteLabels: number[] = [];
  const finitePredictions: number[] = [];
  for (let i = 0; i < predictions.length; i++) {
    const prediction = predictions[i] as number;
    const label = labels[i];
    if (Number.isFinite(prediction)) finitePredictions.push(prediction + 0);
    if (label === undefined || !Number.isFinite(label)) continue;
    finiteLabels.push(label);
    if (Number.isFinite(prediction - label)) residuals.push(prediction - label);
  }
  finitePredictions.sort((a, b) => a - b);
  finiteLabels.sort((a, b) => a - b);
  const n = finitePredictions.length;
  const inner = Array.from(
    { length: n === 0 ? 0 : GROUPS - 1 },
    (_, k) => finitePredictions[Math.ceil(((k + 1) * n) / GROUPS) - 1] as number,
  );
  const low = finiteLabels[0] ?? 0;
  const high = finiteLabels[finiteLabels.length - 1] ?? 0;
  const spread = Math.min(high - low, Number.MAX_VALUE) || Math.abs(high) || 1;
  return {
    task: "regression",
    residuals: buildNumericBinning(residuals),
    // An edge at the maximum would leave an empty group above it.
    predictionEdges: [...new Set(inner)].filter((edge) => edge < (finitePredictions[n - 1] as number)),
    center: finiteLabels[Math.ceil(finiteLabels.length / 2) - 1] ?? 0,
    scale: 2 ** Math.min(Math.max(ceilLog2(spread), -LARGEST_EXPONENT), LARGEST_EXPONENT),
  };
}

/** What is wrong with a spec, in words; empty when it is sound. */
export function specErrors(spec: PerformanceSpec): string[] {
  if (spec.task === "ranking") return [];
  if (spec.task === "regression") return regressionErrors(spec);
  const errors: string[] = [];
  const { classes } = spec;
  if (spec.task === "binary" && classes.length !== 2) errors.push(`binary classification has 2 classes, not ${classes.length}`);
  if (classes.length < 2 || classes.length > MAX_CLASSES)
    errors.push(`classification has 2 to ${MAX_CLASSES} classes, not ${classes.length}`);
  if (new Set(classes).size !== classes.length) errors.push("a class stands in the list twice");
  if (classes.some((name) => !name.isWellFormed())) errors.push("a class is not well-formed Unicode");
  return errors;
}

function regressionErrors(spec: RegressionSpec): string[] {
  const errors: string[] = [];
  const exponent = Math.log2(spec.scale);
  if (!isPowerOfTwo(spec.scale) || Math.abs(exponent) > LARGEST_EXPONENT) errors.push(`scale ${spec.scale} is not a power of two in range`);
  if (!Number.isFinite(spec.center)) errors.push("center is not finite");
  spec.predictionEdges.forEach((edge, i) => {
    if (!Number.isFinite(edge)) errors.push(`prediction edge ${i} is not finite`);
    else if (i > 0 && !(edge > (spec.predictionEdges[i - 1] as number))) errors.push(`prediction edge ${i} is not above the one before`);
  });
  return errors;
}

/** A spec as a JSON value, e.g. for a data base. */
export type SpecJson =
  | { task: "binary" | "multiclass"; classes: BinningJson }
  | { task: "regression"; residuals: BinningJson; predictionEdges: number[]; center: number; scale: number }
  | { task: "ranking" };

export function specToJson(spec: PerformanceSpec): SpecJson {
  if (spec.task === "ranking") return { task: "ranking" };
  if (spec.task !== "regression") return { task: spec.task, classes: binningToJson({ kind: "categorical", categories: spec.classes }) };
  return { ...spec, residuals: binningToJson(spec.residuals), predictionEdges: [...spec.predictionEdges] };
}

/** Reads what `specToJson` wrote (from a parsed JSON value); throws an Error that says what is wrong when it is not a sound spec. */
export function specFromJson(json: unknown): PerformanceSpec {
  if (typeof json !== "object" || json === null) throw new Error("The stored performance spec is not an object");
  const value = json as Record<string, unknown>;
  if (value.task === "ranking") return rankingSpec();
  if (value.task === "binary" || value.task === "multiclass") {
    const classes = binningFromJson(value.classes);
    if (classes.kind === "categorical") return checked({ task: value.task, classes: classes.categories });
  }
  const { residuals, predictionEdges, center, scale } = value;
  if (value.task === "regression" && Array.isArray(predictionEdges) && typeof center === "number" && typeof scale === "number") {
    const binning = binningFromJson(residuals);
    if (binning.kind === "numeric") {
      return checked({ task: "regression", residuals: binning, predictionEdges: predictionEdges.map(Number), center, scale });
    }
  }
  throw new Error("The stored performance spec is none of binary, multiclass, regression or ranking with what each needs");
}

function checked<Spec extends PerformanceSpec>(spec: Spec): Spec {
  const errors = specErrors(spec);
  if (errors.length > 0) throw new Error(`The performance spec is not usable: ${errors.slice(0, 3).join("; ")}`);
  return spec;
}
