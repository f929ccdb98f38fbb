import type { DriftAnswer, DriftColumn, DriftQuery } from "#core/contracts/drift.ts";
import { distinctUnseenEstimate } from "#core/profiles/unseen.ts";
import { contributionAnswer, statisticAnswer } from "#core/statistics/answer.ts";
import { type EvaluatedColumn, evaluateDrift } from "#core/statistics/evaluate.ts";
import { knownSlice } from "../slices/known-slice.ts";
import { compareAll } from "./compare.ts";
import { onSnapshot, type QueryContext } from "./context.ts";
import { columnByName, comparedColumns, completeness, type LoadedModel, loadModel, type QueryColumn, versionId } from "./load-model.ts";
import { loadBucket, type Part, profileOf } from "./load-profiles.ts";
import { type LoadedReference, loadReference } from "./load-reference.ts";
import { readWindow } from "./window.ts";

/** Groups listed with each column; the distribution answer has all of them. */
const CONTRIBUTIONS_SHOWN = 25;
const EXAMPLES_SHOWN = 8;

/** The part of the traffic that a query names; 404 for a version or slice that the model does not have. */
export async function readPart(context: QueryContext, model: LoadedModel, query: { version?: string; slice?: string }): Promise<Part> {
  return { versionId: await versionId(context, model, query.version), slice: await knownSlice(context.db, model, query.slice) };
}

/** Which columns of a window differ from the reference, by how much, and whether that is more than chance. */
export const driftAnswer = onSnapshot(async (context: QueryContext, modelName: string, query: DriftQuery): Promise<DriftAnswer> => {
  const model = await loadModel(context, modelName);
  const { cover, window } = readWindow(query, context);
  const part = await readPart(context, model, query);
  // The correction is over all columns, so all are compared even when one is asked for.
  if (query.column !== undefined) columnByName(model, query.column);
  const columns = comparedColumns(model);
  const [current, reference, { completeUntil }] = await Promise.all([
    loadBucket(context, model, part, cover.ranges),
    loadReference(context, model, part, cover),
    completeness(context, model),
  ]);
  const comparisons = compareAll(columns, reference, current, { primary: query.statistic, emptyShare: query.empty_share });
  const evaluation = evaluateDrift(comparisons);
  const byId = new Map(columns.map((column) => [column.id, column]));
  const answers = evaluation.columns
    .filter((column) => query.column === undefined || column.comparison.column.name === query.column)
    .map((column) => columnAnswer(column, byId.get(column.comparison.column.id)!, current));
  return {
    model: model.name,
    version: query.version ?? null,
    slice: query.slice ?? null,
    window,
    reference: referenceAnswer(reference),
    complete_until: completeUntil,
    records: current.records,
    verdict: evaluation.verdict,
    summary: evaluation.summary,
    tested: evaluation.tested,
    drifted: evaluation.drifted,
    warned: evaluation.warned,
    share_drifted: evaluation.shareDrifted,
    correction: evaluation.correction,
    empty_share: query.empty_share,
    columns: answers,
  };
});

function referenceAnswer(reference: LoadedReference | null): DriftAnswer["reference"] {
  if (!reference) return null;
  return { id: reference.id, label: reference.label, from: reference.from, to: reference.to, records: reference.bucket.records };
}

function columnAnswer(
  { comparison, verdict }: EvaluatedColumn,
  column: QueryColumn,
  current: Parameters<typeof profileOf>[1],
): DriftColumn {
  const contributions = comparison.contributions;
  const largest = [...contributions].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)).slice(0, CONTRIBUTIONS_SHOWN);
  const shown = contributions.length <= CONTRIBUTIONS_SHOWN ? contributions : contributions.filter((part) => largest.includes(part));
  return {
    name: column.name,
    role: column.role,
    kind: column.kind,
    unit: column.unit ?? null,
    verdict: verdict.verdict,
    reason: verdict.reason,
    primary: comparison.primary,
    reference_n: comparison.reference.rows,
    current_n: comparison.current.rows,
    reference_missing: comparison.reference.missing,
    current_missing: comparison.current.missing,
    reference_invalid: comparison.reference.invalid,
    current_invalid: comparison.current.invalid,
    reference_mean: comparison.reference.mean,
    current_mean: comparison.current.mean,
    unseen: unseenAnswer(column, current),
    binning: column.hash,
    provisional: column.provisional,
    statistics: comparison.statistics.map((result) => statisticAnswer(result, result.id === verdict.statistic ? verdict.adjustedP : null)),
    contributions: shown.map(contributionAnswer),
    contributions_left_out: contributions.length - shown.length,
  };
}

function unseenAnswer(column: QueryColumn, current: Parameters<typeof profileOf>[1]): DriftColumn["unseen"] {
  const profile = profileOf(column, current);
  if (!profile || column.binning?.kind !== "categorical" || profile.unseen.length === 0) return null;
  const examples = [...profile.unseen].sort((a, b) => b.count - a.count || (a.category < b.category ? -1 : 1)).slice(0, EXAMPLES_SHOWN);
  return {
    distinct: Math.round(distinctUnseenEstimate(profile).distinct),
    examples: examples.map(({ category, count }) => ({ category, count })),
  };
}
