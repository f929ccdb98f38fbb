import type { LabelGroup } from "#core/concept/selection.ts";
import { SAID_THIS, SCORE_BINS, sumOfLabels, sumOfSayings, UNLABELLED } from "#core/performance/score-table.ts";
import type { ClassificationProfile, PerformanceProfile, PerformanceSpec } from "#core/performance/types.ts";
import { numberText } from "#core/statistics/reason.ts";

/** Groups of scores of about equal size. */
const GROUPS = 10;

/**
 * Predictions of both sides that are alike, and how many of them have their label: by score of the positive class, by predicted class (by its
 * score where there is no score by class), by groups of predicted numbers. Null where the profiles cannot tell.
 */
export function labelGroups(
  spec: PerformanceSpec,
  reference: PerformanceProfile | null,
  current: PerformanceProfile | null,
): LabelGroup[] | null {
  if (!reference || !current) return null;
  if (reference.task === "binary" && current.task === "binary") return byScore(binaryCounts(reference), binaryCounts(current));
  if (reference.task === "multiclass" && current.task === "multiclass" && spec.task === "multiclass") {
    const [before, now] = [classCounts(reference), classCounts(current)];
    if (before && now)
      return spec.classes.map((name, i) => ({ label: `predictions of ${name}`, reference: partOf(before, i), current: partOf(now, i) }));
    return byScore(confidenceCounts(reference), confidenceCounts(current));
  }
  if (reference.task === "regression" && current.task === "regression" && spec.task === "regression") {
    const edges = spec.predictionEdges;
    const part = ({ groupPredictions, groupLabelled }: typeof reference, i: number) =>
      partOf({ all: groupPredictions, labelled: groupLabelled }, i);
    return Array.from(reference.groupPredictions, (_, i) => ({
      label: `predictions ${edges.length === 0 ? "of any number" : i === 0 ? `up to ${numberText(edges[0]!)}` : i === edges.length ? `above ${numberText(edges[i - 1]!)}` : `${numberText(edges[i - 1]!)} to ${numberText(edges[i]!)}`}`,
      reference: part(reference, i),
      current: part(current, i),
    }));
  }
  return null;
}

interface Counts {
  all: ArrayLike<number>;
  labelled: ArrayLike<number>;
}

function partOf({ all, labelled }: Counts, i: number) {
  return { n: all[i]!, labelled: labelled[i]! };
}

function binaryCounts({ tables }: ClassificationProfile): Counts {
  const [unlabelled, ...known] = [0, 1, 2].map((state) => sumOfSayings(tables[1], state));
  const labelled = known[0]!.map((count, i) => count + known[1]![i]!);
  return { all: labelled.map((count, i) => count + unlabelled![i]!), labelled };
}

function classCounts({ tables }: ClassificationProfile): Counts | null {
  if (tables.every((table) => table === null)) return null;
  const sum = (counts: Float64Array) => counts.reduce((a, b) => a + b, 0);
  const all = tables.map((table) => sum(sumOfLabels(table, SAID_THIS, "all")));
  return { all, labelled: all.map((n, i) => n - sum(sumOfLabels(tables[i], SAID_THIS, "unlabelled"))) };
}

function confidenceCounts({ confidence }: ClassificationProfile): Counts {
  const state = (of: number) => confidence?.slice(of * SCORE_BINS, (of + 1) * SCORE_BINS) ?? new Float64Array(SCORE_BINS);
  const labelled = state(1).map((count, i) => count + state(2)[i]!);
  return { all: labelled.map((count, i) => count + state(UNLABELLED)[i]!), labelled };
}

/** Cut by the predictions of both sides, whether labelled or not. */
function byScore(reference: Counts, current: Counts): LabelGroup[] | null {
  const size = (bin: number) => reference.all[bin]! + current.all[bin]!;
  const rows = Array.from({ length: SCORE_BINS }, (_, bin) => size(bin)).reduce((a, b) => a + b, 0);
  if (rows === 0) return null;
  const groups: LabelGroup[] = [];
  let start = 0;
  let open = 0;
  for (let bin = 0; bin < SCORE_BINS; bin++) {
    open += size(bin);
    if (open < rows / GROUPS && bin < SCORE_BINS - 1) continue;
    const part = ({ all, labelled }: Counts) => ({ n: sumOf(all, start, bin), labelled: sumOf(labelled, start, bin) });
    groups.push({
      label: `scores ${numberText(start / SCORE_BINS)} to ${numberText((bin + 1) / SCORE_BINS)}`,
      reference: part(reference),
      current: part(current),
    });
    start = bin + 1;
    open = 0;
  }
  return groups;
}

function sumOf(counts: ArrayLike<number>, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i <= to; i++) sum += counts[i]!;
  return sum;
}

/**
 * The profile as if only its labelled predictions had been made, as far as estimates look at it: what their performance is held against.
 * Which predictions have a label may depend on their scores; the estimate must then be of the same predictions as the realised figure.
 */
export function labelledOnly(profile: PerformanceProfile): PerformanceProfile {
  if (profile.task === "ranking") return profile;
  if (profile.task === "regression") return { ...profile, groupPredictions: profile.groupLabelled };
  // Unlabelled is the first of three label states.
  const without = (table: Float64Array | null) => table?.slice().fill(0, 0, table.length / 3) ?? null;
  return {
    ...profile,
    tables: profile.tables.map((table) => without(table)),
    confidence: without(profile.confidence),
  };
}
