import type { OutputsAnswer } from "#core/contracts/outputs.ts";
import { SAID_REST, SAID_THIS, SCORE_BINS, sumOfLabels } from "#core/performance/score-table.ts";
import type { PerformanceProfile } from "#core/performance/types.ts";
import type { Cover } from "#core/profiles/buckets.ts";
import { emptyProfile } from "#core/profiles/count.ts";
import type { NumericBinning } from "#core/profiles/types.ts";
import { compareColumn } from "#core/statistics/compare.ts";
import { evaluateDrift } from "#core/statistics/evaluate.ts";
import { loadSpec } from "../performance/spec.ts";
import type { QueryContext } from "./context.ts";
import type { LoadedModel } from "./load-model.ts";
import { loadPerformance, loadReferencePerformance } from "./load-performance.ts";
import type { Part } from "./load-profiles.ts";
import { comparisonOf } from "./output-drift.ts";

type ByClass = Pick<OutputsAnswer, "by_class" | "by_class_reason">;

const BINS = 20;
const MOST_CLASSES = 12;
const none = (reason: string): ByClass => ({ by_class: null, by_class_reason: reason });

/** The bins of score tables as those of a column. */
const SCORES: NumericBinning = {
  kind: "numeric",
  edges: Array.from({ length: SCORE_BINS - 1 }, (_, i) => (i + 1) / SCORE_BINS),
  atoms: [],
  shift: 0,
  quantum: 2 ** -52,
  squareQuantum: 2 ** -52,
};

/**
 * Scores by the class that was predicted, from the score tables of the performance profiles, which count predictions with and without labels:
 * of two classes the positive one's score, of more each class's own. Profiles of columns alone do not know which class a score came with.
 */
export async function scoresByClass(context: QueryContext, model: LoadedModel, part: Part, cover: Cover): Promise<ByClass> {
  const loaded = await loadSpec(context.db, model.id, model.generation);
  if (!loaded)
    return none(
      "Scores are counted by predicted class as soon as the first label, or a labelled reference, has said which classes there are.",
    );
  const { spec } = loaded;
  if (spec.task !== "binary" && spec.task !== "multiclass") return none("Only the scores of a classification belong to classes.");
  const [{ total }, reference] = await Promise.all([
    loadPerformance(context, model, part, spec, cover.ranges),
    loadReferencePerformance(context, model, part, spec, cover),
  ]);
  const names = spec.task === "binary" ? [spec.classes[1]!, spec.classes[0]!] : spec.classes;
  const found = names.map((name) => ({
    name,
    current: scoresOf(total, name, spec.classes),
    before: reference && scoresOf(reference.profile, name, spec.classes),
  }));
  const scored = found.filter(({ current, before }) => sum(current) + (before ? sum(before) : 0) > 0).slice(0, MOST_CLASSES);
  if (scored.length === 0)
    return none(
      spec.task === "binary"
        ? "No prediction of this window has a score."
        : 'No prediction of this window has a score for each class: {"label": …, "scores": {…}}.',
    );
  const comparisons = scored.map(({ name, current, before }, id) =>
    compareColumn(
      { id, name, role: "score", kind: "numeric" },
      SCORES,
      profileOf(before ?? new Float64Array(SCORE_BINS)),
      profileOf(current),
      { primary: "psi" },
    ),
  );
  const judged = new Map(evaluateDrift(comparisons).columns.map((column) => [column.comparison.column.id, column]));
  return {
    by_class: {
      score_of: spec.task === "binary" ? spec.classes[1]! : null,
      edges: Array.from({ length: BINS }, (_, i) => (i + 1) / BINS),
      classes: scored.map(({ name, current, before }, i) => ({
        name,
        ...comparisonOf(judged.get(i)),
        n: sum(current),
        counts: coarse(current),
        reference_n: before && sum(before),
        reference_counts: before && coarse(before),
      })),
    },
    by_class_reason: null,
  };
}

function scoresOf(profile: PerformanceProfile, name: string, classes: readonly string[]): Float64Array {
  if (profile.task !== "binary" && profile.task !== "multiclass") return new Float64Array(SCORE_BINS);
  const index = classes.indexOf(name);
  if (profile.task === "binary") return sumOfLabels(profile.tables[1], index === 1 ? SAID_THIS : SAID_REST, "all");
  return sumOfLabels(profile.tables[index], SAID_THIS, "all");
}

function profileOf(counts: Float64Array) {
  return { ...emptyProfile(SCORES), counts };
}

function coarse(counts: Float64Array): number[] {
  return Array.from({ length: BINS }, (_, bin) => sum(counts.subarray((bin * SCORE_BINS) / BINS, ((bin + 1) * SCORE_BINS) / BINS)));
}

function sum(counts: Float64Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
