import { DEFAULT_SILENCE, outputColumnsSchema, resolveOutputColumns, type Silence } from "#core/performance/output-columns.ts";
import type { OutputPlan } from "#core/performance/output-metrics.ts";
import {
  emptyOutputs,
  mergeOutputsInto,
  type OutputProfile,
  type OutputProfileJson,
  outputsFromJson,
} from "#core/performance/output-profile.ts";
import type { BucketRange } from "#core/profiles/buckets.ts";
import type { QueryContext } from "./context.ts";
import type { LoadedModel } from "./load-model.ts";
import type { Part } from "./load-profiles.ts";
import { SELECT_OUTPUT_COLUMNS, SELECT_OUTPUTS } from "./sql/outputs.sql.ts";

export interface LoadedOutputs {
  /** Of the whole window. */
  total: OutputProfile;
  /** By version id. */
  versions: Map<number, OutputProfile>;
  /** By start of step; steps without predictions are absent. */
  steps: Map<number, OutputProfile>;
}

/** The output profiles of a window: together, by version, and by step where `stepOf` says which step a bucket belongs to. */
export async function loadOutputs(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  ranges: readonly BucketRange[],
  stepOf: ((bucketStart: number) => number) | null = null,
): Promise<LoadedOutputs> {
  const loaded: LoadedOutputs = { total: emptyOutputs(), versions: new Map(), steps: new Map() };
  for (const range of ranges) {
    const { rows } = await context.db.query<{ bucket: Date; version_id: number; payload: OutputProfileJson }>({
      name: "select-outputs",
      text: SELECT_OUTPUTS,
      values: [model.id, model.generation, range.resolution, part.slice, new Date(range.from), new Date(range.to), part.versionId],
    });
    for (const { bucket, version_id, payload } of rows) {
      const profile = outputsFromJson(payload);
      mergeOutputsInto(loaded.total, profile);
      addTo(loaded.versions, version_id, profile);
      if (stepOf !== null) addTo(loaded.steps, stepOf(bucket.getTime()), profile);
    }
  }
  return loaded;
}

function addTo(profiles: Map<number, OutputProfile>, key: number, part: OutputProfile): void {
  const total = profiles.get(key) ?? emptyOutputs();
  profiles.set(key, total);
  mergeOutputsInto(total, part);
}

/** Which metrics a model has, from its feedback columns and from what a person has set. */
export async function loadOutputPlan(context: QueryContext, model: LoadedModel, silence: Silence | undefined): Promise<OutputPlan> {
  const { rows } = await context.db.query<{ output_columns: unknown }>(SELECT_OUTPUT_COLUMNS, [model.id]);
  const read = outputColumnsSchema.safeParse(rows[0]?.output_columns);
  const set = read.success ? read.data : null;
  const feedback = model.columns.filter(({ role, ignored }) => role === "feedback" && !ignored);
  const columns = resolveOutputColumns(
    set,
    feedback.map(({ name }) => name),
  );
  const taken = new Set(Object.values(columns));
  return {
    columns,
    others: feedback.flatMap(({ name, kind }) => {
      if (taken.has(name) || (kind !== "boolean" && kind !== "numeric")) return [];
      return [{ name, kind: kind === "boolean" ? ("share" as const) : ("mean" as const) }];
    }),
    silence: silence ?? set?.silence ?? DEFAULT_SILENCE,
  };
}
