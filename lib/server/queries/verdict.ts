import { balanceRows } from "#core/concept/balance.ts";
import type { ScoreBin } from "#core/concept/calibration.ts";
import type { ErrorColumn, ExpectedCell } from "#core/concept/column-errors.ts";
import { CONCEPT_THRESHOLDS } from "#core/concept/thresholds.ts";
import type { ConceptInput } from "#core/concept/types.ts";
import { judgeConcept } from "#core/concept/verdict.ts";
import type { VerdictAnswer, VerdictQuery } from "#core/contracts/verdict.ts";
import { classifyDomain, type DomainClassifier } from "#core/multivariate/domain-classifier.ts";
import { SCORE_BINS, scoreMiddle } from "#core/performance/score-table.ts";
import type { PerformanceProfile, PerformanceSpec } from "#core/performance/types.ts";
import { evaluateDrift } from "#core/statistics/evaluate.ts";
import type { AnalysisKind, WindowParams } from "../analyses/kind.ts";
import type { BinnedColumn } from "./column-bins.ts";
import { compareAll } from "./compare.ts";
import type { QueryRequest } from "./context.ts";
import { chances, type JudgedRow, scoreCounts } from "./judged-rows.ts";
import { labelGroups } from "./label-groups.ts";
import { comparedColumns } from "./load-model.ts";
import { loadBucket } from "./load-profiles.ts";
import { loadReference } from "./load-reference.ts";
import type { SampledRow } from "./sample-rows.ts";
import { verdictAnswerOf } from "./verdict-answer.ts";
import { performanceInput } from "./verdict-performance.ts";
import { type Asked, type BothSides, type RowsContext, readAsked, withPool } from "./verdict-rows.ts";
import { VERDICT_VERSION } from "./verdict-version.ts";

/**
 * Of the sample, records of both sides together that the classifier learns from, and that are compared with those that look alike. On the
 * sample data 20,000 told nothing that these do not (40 of 40 draws without concept drift against 39), and take twice the time.
 */
const DOMAIN_ROWS = 10_000;
/** Labelled share from which labelled records stand for all. */
const ALL_LABELLED = 0.98;

/** Computed by a worker; goes up when the same data have another verdict. */
export const verdictKind: AnalysisKind<WindowParams, VerdictAnswer> = {
  kind: "verdict",
  version: VERDICT_VERSION,
  title: "Data drift or concept drift",
  run: (context, { from, to, version, slice }) =>
    verdictAnswer(context, context.model, { from, to, ...(version === null ? {} : { version }), ...(slice === "" ? {} : { slice }) }),
};

/**
 * Whether P(x), P(y) or P(y | x) moved between the reference and a window, and where. Columns, P(y), and performance are from the profiles
 * of all records; the domain classifier, the comparison of rows that look alike, and errors by column are from a sample of the labelled
 * ones: at most 20,000 a side, chosen by the hash of their ids out of at most 100,000 read a side (SAMPLE_LIMITS), of at most 100 columns;
 * of those 10,000 of both sides together, evenly over time, for the classifier and the records that look alike.
 * Takes a second or two of a processor: a worker's, see `verdictKind`.
 */
export async function verdictAnswer(request: QueryRequest, modelName: string, query: VerdictQuery): Promise<VerdictAnswer> {
  const context = withPool(request);
  const asked = await readAsked(context, modelName, query);
  const answer = await judgeAsked(context, asked, query);
  return { ...answer, window: asked.answered.window, complete_until: asked.completeUntil };
}

async function judgeAsked(context: RowsContext, asked: Asked, query: VerdictQuery) {
  const { model, part, answered, spec } = asked;
  const [current, reference, profiles] = await Promise.all([
    loadBucket(context, model, part, answered.cover.ranges),
    loadReference(context, model, part, answered.cover),
    asked.profiles(),
  ]);
  const drift = evaluateDrift(compareAll(comparedColumns(model), reference, current, { primary: "psi", light: true }), { light: true });
  const inputs = drift.columns.filter(({ comparison }) => comparison.column.role === "input");
  const rows = await asked.rows();
  const domain = classifyRows(
    rows.columns,
    rows.reference.map(({ row }) => row),
    rows.current.map(({ row }) => row),
  );
  const labelled = profiles.reference?.profile ?? null;
  const drifted = inputs.filter(({ verdict }) => verdict.verdict === "drift").map(({ comparison }) => comparison.column.name);
  const some = [labelled, profiles.current].some((side) => side !== null && side.labelled < ALL_LABELLED * side.predictions);
  // Columns are of all records, the classifier of labelled ones: what it alone finds may be of which records have a label.
  const all = some && drifted.length === 0 && domain && domain.auc >= CONCEPT_THRESHOLDS.domainAuc ? await asked.everyone() : null;
  const everyone = all && classifyRows(rows.columns, all.reference, all.current);
  const performance = spec && performanceInput(spec.spec, labelled, profiles.current, rows);
  const input: ConceptInput = {
    rows: profiles.current?.predictions ?? current.records,
    labelled: { reference: labelled?.labelled ?? rows.reference.length, current: profiles.current?.labelled ?? 0 },
    inputs: {
      tested: inputs.filter(({ verdict }) => ["drift", "warning", "stable", "not_enough_data"].includes(verdict.verdict)).length,
      drifted,
    },
    domain: domain && { auc: domain.auc, p: domain.p },
    ...(everyone && { everyone: { auc: everyone.auc, p: everyone.p } }),
    selection: spec && labelGroups(spec.spec, labelled, profiles.current),
    labels: spec && labelCounts(spec.spec, labelled, profiles.current, rows),
    performance,
    scores: scoreBins(labelled, profiles.current),
    columns: errorColumns(rows, chances(labelled)),
    balanced: domain && balanceRows(balancedRows(rows, domain)),
  };
  const verdict = judgeConcept(input);
  return verdictAnswerOf({ asked, query, reference, input, verdict, rows, domain, everyone });
}

function classifyRows(columns: readonly BinnedColumn[], reference: readonly SampledRow[], current: readonly SampledRow[]) {
  return classifyDomain(
    columns.map(({ column }, i) => ({
      name: column.name,
      kind: column.kind === "numeric" ? "numeric" : "categorical",
      reference: reference.map(({ values }) => values[i] ?? null),
      current: current.map(({ values }) => values[i] ?? null),
    })),
    { maxRows: DOMAIN_ROWS },
  );
}

/** Labelled rows by class, or by tenths of a regression's labels. */
function labelCounts(
  spec: PerformanceSpec,
  reference: PerformanceProfile | null,
  current: PerformanceProfile | null,
  rows: BothSides,
): ConceptInput["labels"] {
  if (spec.task === "ranking") return null;
  if (spec.task !== "regression") {
    const byClass = (profile: PerformanceProfile | null, side: readonly JudgedRow[]) => {
      const width = spec.classes.length + 1;
      const counts = new Array<number>(width).fill(0);
      if (profile && "confusion" in profile) for (const [i, n] of profile.confusion.entries()) counts[Math.floor(i / width)]! += n;
      else for (const { label } of side) if (label !== null) counts[label]!++;
      return counts;
    };
    return { reference: byClass(reference, rows.reference), current: byClass(current, rows.current) };
  }
  const labels = (side: readonly JudgedRow[]) => side.flatMap(({ row }) => (typeof row.label === "number" ? [row.label] : []));
  const [before, now] = [labels(rows.reference), labels(rows.current)];
  const sorted = Float64Array.from([...before, ...now]).sort();
  const edges = [...new Set(Array.from({ length: 9 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / 10)] ?? 0))];
  const counted = (side: readonly number[]) => {
    const counts = new Array<number>(edges.length + 1).fill(0);
    for (const label of side) counts[edges.filter((edge) => label > edge).length]!++;
    return counts;
  };
  return { reference: counted(before), current: counted(now) };
}

function scoreBins(reference: PerformanceProfile | null, current: PerformanceProfile | null): ScoreBin[] | null {
  const [before, now] = [scoreCounts(reference), scoreCounts(current)];
  if (!before || !now) return null;
  const count = (side: NonNullable<typeof now>, bin: number) => ({
    n: side.positives[bin]! + side.negatives[bin]!,
    positives: side.positives[bin]!,
  });
  return Array.from({ length: SCORE_BINS }, (_, bin) => ({
    score: scoreMiddle(bin),
    reference: count(before, bin),
    current: count(now, bin),
  })).filter((bin) => bin.reference.n + bin.current.n > 0);
}

/** Expected losses only where every row has a score: a column is judged with all of its rows or without expectations. */
function errorColumns(rows: BothSides, chance: ((score: number) => number) | null): ErrorColumn[] {
  const scored = chance !== null && [...rows.reference, ...rows.current].every(({ score }) => score !== null);
  const cells = (binned: BinnedColumn, side: "reference" | "current") => {
    const found = binned.bins.map((): Required<ExpectedCell> => ({ n: 0, sum: 0, squares: 0, expected: 0, positives: 0, scores: 0 }));
    for (const [i, { loss, score, positive, said }] of rows[side].entries()) {
      const cell = found[binned[side][i]!]!;
      cell.n++;
      cell.sum += loss;
      cell.squares += loss * loss;
      if (!scored) continue;
      const p = chance(score!);
      cell.expected! += said ? 1 - p : p;
      cell.positives! += positive ? 1 : 0;
      cell.scores! += p;
    }
    return scored ? found : found.map(({ n, sum, squares }): ExpectedCell => ({ n, sum, squares }));
  };
  return rows.columns.map((binned) => {
    const [reference, current] = [cells(binned, "reference"), cells(binned, "current")];
    return {
      column: binned.column.name,
      bins: binned.bins
        .map(({ label }, i) => ({ label, reference: reference[i]!, current: current[i]! }))
        .filter((bin) => bin.reference.n + bin.current.n > 0),
    };
  });
}

function balancedRows(rows: BothSides, domain: DomainClassifier) {
  return (["reference", "current"] as const).flatMap((side) =>
    domain.rows[side].map((row, i) => {
      const { loss, score, positive } = rows[side][row]!;
      return { current: side === "current", propensity: domain.propensity[side][i]!, loss, score, positive };
    }),
  );
}
