import type { Outcome, PerformanceSpec, RegressionSpec } from "../performance/types.ts";

/** What a stream's values are: an error of 0 or 1, an absolute error on the scale of the reference's, or 1 - 1 / rank. */
export type LossKind = "error" | "absolute_error" | "reciprocal_rank_loss";

export function lossKind({ task }: PerformanceSpec): LossKind {
  if (task === "regression") return "absolute_error";
  return task === "ranking" ? "reciprocal_rank_loss" : "error";
}

/** Absolute errors of the reference that stay below the unit of a regression's loss. */
const UNIT_SHARE = 0.95;
/** `buildNumericBinning` puts up to so many edges beyond each end of what it has seen. */
const TAIL_EDGES = 32;
/** Share of the labels' range below which residuals are rounding errors. */
const NO_ERROR = 2 ** -40;

/**
 * How wrong a labelled prediction was, from 0 (right) to 1: what the streaming detectors are fed, whose thresholds are made for errors of
 * 0 and 1. Classification: 0 or 1; a score without a prediction counts as a prediction at 0.5. Ranking: 1 - 1 / rank, and 1 when the item
 * was not in the list. Regression: |prediction - label| / `residualUnit`, at most 1. Null when there is nothing to hold against each other.
 */
export function lossOf(spec: PerformanceSpec, outcome: Omit<Outcome, "scores">): number | null {
  switch (spec.task) {
    case "regression": {
      const { prediction, label } = outcome;
      if (typeof prediction !== "number" || typeof label !== "number") return null;
      const loss = Math.abs(prediction - label) / residualUnit(spec);
      return Number.isNaN(loss) ? null : Math.min(1, loss);
    }
    case "ranking": {
      const { rank } = outcome;
      if (rank === undefined || (rank !== null && !(rank >= 1))) return null;
      return rank === null ? 1 : 1 - 1 / rank;
    }
    default: {
      const label = className(outcome.label);
      if (label === null) return null;
      const said = className(outcome.prediction) ?? (spec.task === "binary" ? atHalf(spec.classes, outcome.score) : null);
      return said === null ? null : Number(said !== label);
    }
  }
}

/**
 * The absolute error that counts as a whole one, in the label's unit: what 95 % of the reference's absolute errors stay below, as far as the
 * frozen bins of residuals say. The spec's scale when they say nothing (a reference without errors). Positive.
 */
export function residualUnit(spec: RegressionSpec): number {
  let unit = UNITS.get(spec);
  if (unit === undefined) {
    unit = unitOf(spec);
    UNITS.set(spec, unit);
  }
  return unit;
}

/** Specs are never changed. */
const UNITS = new WeakMap<RegressionSpec, number>();

function unitOf({ residuals: { edges }, scale }: RegressionSpec): number {
  // Inside the tails edges are quantiles of the residuals, so each stands for about as many of them.
  const body = edges.length > 2 * TAIL_EDGES ? edges.slice(TAIL_EDGES, -TAIL_EDGES) : edges;
  const sizes = body.map(Math.abs).sort((a, b) => a - b);
  const unit = sizes[Math.ceil(UNIT_SHARE * sizes.length) - 1] ?? 0;
  // A bin for one value alone has the double below it as an edge: next to 0 that is no error's size.
  return unit > scale * NO_ERROR ? unit : scale;
}

function atHalf(classes: readonly string[], score: number | null | undefined): string | null {
  return typeof score === "number" && score >= 0 && score <= 1 ? classes[score >= 0.5 ? 1 : 0]! : null;
}

/** A class as text: what a boolean or a number is in JSON. */
function className(value: Outcome["label"]): string | null {
  if (typeof value === "string") return value;
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)) ? String(value) : null;
}
