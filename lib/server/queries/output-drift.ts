import type { OutputColumn, OutputsAnswer } from "#core/contracts/outputs.ts";
import type { Cover } from "#core/profiles/buckets.ts";
import { statisticAnswer } from "#core/statistics/answer.ts";
import { type EvaluatedColumn, evaluateDrift } from "#core/statistics/evaluate.ts";
import { compareAll } from "./compare.ts";
import type { QueryContext } from "./context.ts";
import { comparedColumns, type LoadedModel, type QueryColumn } from "./load-model.ts";
import { loadBucket, loadSteps, type Part, profileOf } from "./load-profiles.ts";
import { type LoadedReference, loadReference, referenceProfileOf } from "./load-reference.ts";
import { meanOf, outputGroups, rowsOf, sharesOf, stepOf } from "./output-groups.ts";
import { SELECT_VERSIONS_SEEN } from "./sql/outputs.sql.ts";
import { type SteppedWindow, stepStart } from "./steps.ts";

/** Versions that are compared; each costs the rows of its window. */
const MOST_VERSIONS = 20;
/** Columns that are shown: a model of very many classes has a score for each. */
const MOST_COLUMNS = 24;

export interface SeenVersion {
  id: number;
  name: string;
}

/** The versions that were counted in the window. */
export async function versionsSeen(context: QueryContext, model: LoadedModel, slice: string, cover: Cover): Promise<SeenVersion[]> {
  const found = new Map<number, SeenVersion>();
  for (const { resolution, from, to } of cover.ranges) {
    const values = [model.id, model.generation, resolution, slice, new Date(from), new Date(to)];
    const { rows } = await context.db.query<SeenVersion>(SELECT_VERSIONS_SEEN, values);
    for (const row of rows) found.set(row.id, row);
  }
  return [...found.values()].sort((a, b) => b.id - a.id).slice(0, MOST_VERSIONS);
}

/**
 * How the outputs are distributed, against the reference: in the window (with the verdicts of the Drift page, which are corrected over all columns),
 * by step, and by version (corrected over the outputs of all versions).
 */
export async function outputDrift(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  cover: Cover,
  stepped: SteppedWindow,
  versions: readonly SeenVersion[],
): Promise<{ drift: OutputColumn[]; reference: LoadedReference | null }> {
  const outputs = outputColumns(model);
  const wanted = new Set(outputs.map(({ id }) => id));
  const [current, reference, steps] = await Promise.all([
    loadBucket(context, model, part, cover.ranges),
    loadReference(context, model, part, cover),
    loadSteps(context, model, part, stepped.ranges, (bucket) => stepStart(bucket, stepped.step), wanted),
  ]);
  const whole = byColumn(evaluateDrift(compareAll(comparedColumns(model), reference, current, { primary: "psi" })).columns);
  const ofVersions = await Promise.all(
    versions.map(async ({ id }) => {
      const own = { versionId: id, slice: part.slice };
      const against = reference?.slides ? await loadReference(context, model, own, cover, wanted) : reference;
      const bucket = await loadBucket(context, model, own, cover.ranges, wanted);
      return { bucket, comparisons: compareAll(outputs, against, bucket, { primary: "psi" }) };
    }),
  );
  const judged = evaluateDrift(ofVersions.flatMap(({ comparisons }) => comparisons)).columns;
  const byVersion = ofVersions.map(({ comparisons }) => byColumn(judged.filter(({ comparison }) => comparisons.includes(comparison))));

  const drift = outputs.flatMap((column): OutputColumn[] => {
    const { binning } = column;
    const [before, after] = [referenceProfileOf(column, reference), profileOf(column, current)];
    if (!binning || !before || !after) return [];
    const groups = outputGroups(binning, before, after);
    const [referenceShares, currentShares] = [sharesOf(groups, before), sharesOf(groups, after)];
    return [
      {
        name: column.name,
        role: column.role,
        kind: column.kind,
        unit: column.unit ?? null,
        ...comparisonOf(whole.get(column.id)),
        reference_n: rowsOf(before),
        current_n: rowsOf(after),
        reference_mean: meanOf(binning, before),
        current_mean: meanOf(binning, after),
        groups: groups.map(({ label, kind, from, to, count }, i) => ({
          label,
          kind,
          from,
          to,
          reference: count(before),
          current: count(after),
          reference_share: referenceShares?.[i] ?? null,
          current_share: currentShares?.[i] ?? null,
        })),
        steps: stepped.starts.map((start) => {
          const bucket = steps.get(start);
          return stepOf(binning, groups, bucket ? profileOf(column, bucket) : null);
        }),
        versions: ofVersions.map(({ bucket }, i) => {
          const profile = profileOf(column, bucket)!;
          const comparison = comparisonOf(byVersion[i]!.get(column.id));
          return { ...comparison, n: rowsOf(profile), shares: sharesOf(groups, profile), mean: meanOf(binning, profile) };
        }),
      },
    ];
  });
  return { drift, reference };
}

function outputColumns(model: LoadedModel): QueryColumn[] {
  const of = (role: "prediction" | "score") => comparedColumns(model).filter((column) => column.role === role);
  return [...of("prediction"), ...of("score")].slice(0, MOST_COLUMNS);
}

function byColumn(columns: readonly EvaluatedColumn[]): Map<number, EvaluatedColumn> {
  return new Map(columns.map((column) => [column.comparison.column.id, column]));
}

export function comparisonOf(
  evaluated: EvaluatedColumn | undefined,
): Pick<OutputsAnswer["drift"][number], "verdict" | "reason" | "statistic"> {
  if (!evaluated) return { verdict: "no_data", reason: "", statistic: null };
  const { comparison, verdict } = evaluated;
  const result = comparison.statistics.find(({ id }) => id === verdict.statistic);
  return { verdict: verdict.verdict, reason: verdict.reason, statistic: result ? statisticAnswer(result, verdict.adjustedP) : null };
}
