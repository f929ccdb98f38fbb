import type { Role } from "#core/columns/column.ts";
import { benjaminiHochberg } from "./benjamini-hochberg.ts";
import type { Thresholds } from "./catalogue.ts";
import { effectOf } from "./effect.ts";
import type { ColumnComparison, StatisticId, Verdict } from "./types.ts";
import { type ColumnVerdict, type Decision, decideColumn, judgeColumn } from "./verdict.ts";

export interface EvaluateOptions {
  /** Without sentences (`reason` is empty): for heat maps and series, which show numbers only. */
  light?: boolean;
  thresholds?: Partial<Record<StatisticId, Thresholds>>;
  /** Accepted share of false alarms among the alarms of one evaluation. */
  q?: number;
}

export interface EvaluatedColumn {
  comparison: ColumnComparison;
  /** On this column alone. */
  raw: Decision;
  /** After correction over all tested columns: the verdict to show. */
  verdict: ColumnVerdict;
}

export interface DriftCounts {
  columnCount: number;
  /** Columns with rows on both sides. */
  tested: number;
  drifted: number;
  warned: number;
  notEnoughData: number;
  /** drifted / tested; null when nothing was tested. */
  shareDrifted: number | null;
}

export interface DriftEvaluation extends DriftCounts {
  verdict: Verdict;
  /** One sentence for the head of a page. */
  summary: string;
  /** Ranked: gravest verdict first, then by effect over threshold, then by name. */
  columns: EvaluatedColumn[];
  byRole: Partial<Record<Role, DriftCounts>>;
  correction: { method: "benjamini-hochberg"; q: number };
}

/**
 * The verdicts on all columns of one evaluation: each judged alone, then with its p corrected over all tested columns (Benjamini-Hochberg at
 * q = 0.05). A column keeps its effect through the correction; only its evidence gets weaker, so drift may become not_enough_data.
 * The whole is drift or warning when a column is; not_enough_data when most tested columns are; no_data or no_reference when none was tested.
 * Empty input: nothing tested, share null, verdict no_data.
 */
export function evaluateDrift(comparisons: readonly ColumnComparison[], options: EvaluateOptions = {}): DriftEvaluation {
  const q = options.q ?? 0.05;
  const raw = comparisons.map((comparison) => decideColumn(comparison, options));
  const adjusted = benjaminiHochberg(raw.map((verdict) => verdict.p));
  const tested = adjusted.filter((p) => p !== null).length;
  const columns = comparisons.map((comparison, i): EvaluatedColumn => {
    const judge = options.light ? decideSilently : judgeColumn;
    const verdict = judge(comparison, { thresholds: options.thresholds, adjustedP: adjusted[i] ?? null, level: q, tested });
    return { comparison, raw: raw[i]!, verdict };
  });
  columns.sort(byGravity);
  const byRole: DriftEvaluation["byRole"] = {};
  for (const role of new Set(columns.map((column) => column.comparison.column.role))) {
    byRole[role] = countVerdicts(columns.filter((column) => column.comparison.column.role === role));
  }
  const counts = countVerdicts(columns);
  const verdict = overall(counts, columns);
  return {
    ...counts,
    verdict,
    summary: summaryOf(counts, verdict, columns),
    columns,
    byRole,
    correction: { method: "benjamini-hochberg", q },
  };
}

function decideSilently(...args: Parameters<typeof decideColumn>): ColumnVerdict {
  return { ...decideColumn(...args), reason: "" };
}

function countVerdicts(columns: readonly EvaluatedColumn[]): DriftCounts {
  const count = (verdict: Verdict) => columns.filter((column) => column.verdict.verdict === verdict).length;
  const tested = columns.filter((column) => column.verdict.p !== null).length;
  const drifted = count("drift");
  return {
    columnCount: columns.length,
    tested,
    drifted,
    warned: count("warning"),
    notEnoughData: count("not_enough_data"),
    shareDrifted: tested === 0 ? null : drifted / tested,
  };
}

function overall(counts: DriftCounts, columns: readonly EvaluatedColumn[]): Verdict {
  if (counts.drifted > 0) return "drift";
  if (counts.warned > 0) return "warning";
  if (counts.tested > 0) return counts.notEnoughData * 2 > counts.tested ? "not_enough_data" : "stable";
  return columns.length > 0 && columns.every((column) => column.verdict.verdict === "no_reference") ? "no_reference" : "no_data";
}

const NAMES_SHOWN = 3;

function summaryOf(counts: DriftCounts, verdict: Verdict, columns: readonly EvaluatedColumn[]): string {
  if (verdict === "no_reference") return "There is no reference to compare with.";
  if (verdict === "no_data") return "There are no rows to compare.";
  const of = `of ${counts.tested} ${counts.tested === 1 ? "column" : "columns"}`;
  const parts = [`${counts.drifted === 0 ? "None" : counts.drifted} ${of} drifted${names(columns, "drift")}`];
  if (counts.warned > 0) parts.push(`${counts.warned} at warning${names(columns, "warning")}`);
  if (counts.notEnoughData > 0) parts.push(`${counts.notEnoughData} without enough data to tell`);
  return `${parts.join("; ")}.`;
}

function names(columns: readonly EvaluatedColumn[], verdict: Verdict): string {
  const all = columns.filter((column) => column.verdict.verdict === verdict).map((column) => column.comparison.column.name);
  if (all.length === 0) return "";
  const rest = all.length - NAMES_SHOWN;
  return ` (${all.slice(0, NAMES_SHOWN).join(", ")}${rest > 0 ? ` and ${rest} more` : ""})`;
}

const GRAVITY: Record<Verdict, number> = { drift: 5, warning: 4, not_enough_data: 3, stable: 2, no_data: 1, no_reference: 0 };

function byGravity(a: EvaluatedColumn, b: EvaluatedColumn): number {
  const gravity = GRAVITY[b.verdict.verdict] - GRAVITY[a.verdict.verdict];
  if (gravity !== 0) return gravity;
  const [effectA, effectB] = [relativeEffect(a.verdict), relativeEffect(b.verdict)];
  if (effectA !== effectB) return effectB > effectA ? 1 : -1;
  return a.comparison.column.name < b.comparison.column.name ? -1 : a.comparison.column.name > b.comparison.column.name ? 1 : 0;
}

function relativeEffect(verdict: ColumnVerdict): number {
  return verdict.value === null ? -1 : effectOf(verdict.statistic, verdict.value) / verdict.thresholds.drift;
}
