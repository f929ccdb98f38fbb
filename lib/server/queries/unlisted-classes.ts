import type { Role } from "#core/columns/column.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import type { PerformanceProfile, PerformanceSpec } from "#core/performance/types.ts";
import type { BucketRange } from "#core/profiles/buckets.ts";
import type { QueryContext } from "./context.ts";
import type { LoadedModel, QueryColumn } from "./load-model.ts";
import { loadBucket, type Part } from "./load-profiles.ts";

const EXAMPLES = 5;

/**
 * The labelled predictions of a window whose label or prediction is none of the classes that were frozen: they are `other` in every figure.
 * Null when there are none. Examples are the names that the profiles of both columns kept.
 */
export async function unlistedClasses(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  ranges: readonly BucketRange[],
  spec: PerformanceSpec,
  profile: PerformanceProfile,
): Promise<PerformanceAnswer["unlisted"]> {
  if (!("classes" in spec) || (profile.task !== "binary" && profile.task !== "multiclass")) return null;
  const size = spec.classes.length + 1;
  const other = size - 1;
  let [all, labels, predictions, both] = [0, 0, 0, 0];
  profile.confusion.forEach((count, cell) => {
    const ofLabel = Math.floor(cell / size) === other;
    const ofPrediction = cell % size === other;
    all += count;
    if (ofLabel) labels += count;
    if (ofPrediction) predictions += count;
    if (ofLabel && ofPrediction) both += count;
  });
  const n = labels + predictions - both;
  if (n === 0) return null;
  return { labels, predictions, n, share: n / all, examples: await examplesOf(context, model, part, ranges, spec.classes) };
}

async function examplesOf(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  ranges: readonly BucketRange[],
  classes: readonly string[],
): Promise<string[]> {
  const columns = (["label", "prediction"] as const).flatMap((role) => mainColumn(model, role) ?? []);
  const bucket = await loadBucket(context, model, part, ranges, new Set(columns.map(({ id }) => id)));
  const known = new Set(classes);
  const counts = new Map<string, number>();
  const add = (name: string, count: number) => {
    if (count > 0 && !known.has(name)) counts.set(name, (counts.get(name) ?? 0) + count);
  };
  for (const { id, binning } of columns) {
    const profile = bucket.columns.get(id);
    if (!profile || binning?.kind !== "categorical") continue;
    for (const { category, count } of profile.unseen) add(category, count);
    // The bins may list more than the classes do.
    binning.categories.forEach((category, i) => {
      add(category, profile.counts[i] ?? 0);
    });
  }
  return [...counts]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, EXAMPLES)
    .map(([name]) => name);
}

/** Of several columns of a role the one of that name counts, else the first by name: as predictions and labels are joined. */
function mainColumn(model: LoadedModel, role: Extract<Role, "label" | "prediction">): QueryColumn | undefined {
  const found = model.columns.filter((column) => column.role === role && !column.derivedFrom);
  return found.find(({ name }) => name === role) ?? found.sort((a, b) => (a.name < b.name ? -1 : 1))[0];
}
