import type { z } from "zod";
import { STATISTIC_IDS, type StatisticId } from "#core/contracts/common.ts";
import type { SeriesRow, seriesQuerySchema } from "#core/contracts/drift.ts";
import { mean, quantile, validCount } from "#core/profiles/moments.ts";
import type { ColumnProfile } from "#core/profiles/types.ts";
import { thresholdsOf } from "#core/statistics/effect.ts";
import { evaluateDrift } from "#core/statistics/evaluate.ts";
import { Problem } from "../http/problem.ts";
import { compareAll } from "./compare.ts";
import { onSnapshot, type QueryContext } from "./context.ts";
import { readPart } from "./drift.ts";
import { columnByName, comparedColumns, loadModel, type QueryColumn } from "./load-model.ts";
import { profileOf } from "./load-profiles.ts";
import { loadStepPairs, type StepPair } from "./step-comparisons.ts";
import { stepWindow } from "./steps.ts";
import { readWindow } from "./window.ts";

/** What a series can give besides the statistics of STATISTIC_IDS. */
export const COLUMN_METRICS = ["mean", "p50", "p90", "p95", "p99", "missing_rate", "invalid_rate"] as const;
export const MODEL_METRICS = ["records", "share_drifted"] as const;
type ColumnMetric = (typeof COLUMN_METRICS)[number];

/** A metric over time, as flat rows: one per step (and column). A step without records has the value null, never 0, except for `records`. */
export const seriesRows = onSnapshot(
  async (context: QueryContext, modelName: string, query: z.infer<typeof seriesQuerySchema>): Promise<SeriesRow[]> => {
    const model = await loadModel(context, modelName);
    const answered = readWindow(query, context);
    const part = await readPart(context, model, query);
    const stepped = stepWindow(
      answered,
      query.step,
      ["hour", "day", "week", "month"].filter((step) => allowedBy(step, answered, context)) as never,
      context,
    );
    const names = query.column === undefined ? [] : [query.column].flat();
    const metric = readMetric(query.metric, names);
    const chosen = names.map((name) => columnByName(model, name));
    // Verdicts are corrected over all columns, so a statistic's series needs them all.
    const wanted = metric.kind === "column" ? new Set(chosen.map((column) => column.id)) : undefined;
    const pairs = await loadStepPairs(context, model, part, stepped, wanted);
    const row = (pair: StepPair, column: QueryColumn | null, rest: Partial<SeriesRow>): SeriesRow => ({
      time: new Date(pair.start).toISOString(),
      time_end: new Date(pair.end).toISOString(),
      model: model.name,
      metric: query.metric,
      column: column?.name ?? null,
      value: null,
      n: pair.current?.records ?? 0,
      lower: null,
      upper: null,
      threshold: null,
      verdict: null,
      ...rest,
    });
    if (metric.kind === "column") {
      return pairs.flatMap((pair) =>
        chosen.map((column) => row(pair, column, pair.current ? columnValue(metric.id, column, profileOf(column, pair.current)) : {})),
      );
    }
    if (metric.kind === "records") return pairs.map((pair) => row(pair, null, { value: pair.current?.records ?? 0 }));
    const compared = comparedColumns(model);
    return pairs.flatMap((pair) => {
      const evaluation = pair.current
        ? evaluateDrift(
            compareAll(compared, pair.reference, pair.current, { primary: metric.kind === "statistic" ? metric.id : "psi", light: true }),
            { light: true },
          )
        : null;
      if (metric.kind === "share_drifted")
        return [row(pair, null, { value: evaluation?.shareDrifted ?? null, verdict: evaluation?.verdict ?? null })];
      return chosen.map((column) => {
        const found = evaluation?.columns.find((candidate) => candidate.comparison.column.id === column.id);
        const result = found?.comparison.statistics.find((statistic) => statistic.id === metric.id);
        return row(pair, column, {
          value: result?.value ?? null,
          n: found?.comparison.current.rows ?? 0,
          lower: result?.lower ?? null,
          upper: result?.upper ?? null,
          threshold: thresholdsOf(metric.id).drift,
          verdict: found?.verdict.verdict ?? null,
        });
      });
    });
  },
);

type Metric =
  | { kind: "statistic"; id: StatisticId }
  | { kind: "column"; id: ColumnMetric }
  | { kind: "records" }
  | { kind: "share_drifted" };

function readMetric(name: string, columns: readonly string[]): Metric {
  const known = [...STATISTIC_IDS, ...COLUMN_METRICS, ...MODEL_METRICS];
  if (name === "records" || name === "share_drifted") return { kind: name };
  if (columns.length === 0 && known.some((id) => id === name)) {
    throw new Problem({
      status: 422,
      code: "column_needed",
      detail: `The metric "${name}" belongs to a column: add &column=… to the query.`,
    });
  }
  if (STATISTIC_IDS.some((id) => id === name)) return { kind: "statistic", id: name as StatisticId };
  if (COLUMN_METRICS.some((id) => id === name)) return { kind: "column", id: name as ColumnMetric };
  throw new Problem({ status: 422, code: "unknown_metric", detail: `There is no metric "${name}". There are: ${known.join(", ")}.` });
}

function columnValue(metric: ColumnMetric, column: QueryColumn, profile: ColumnProfile | null): Partial<SeriesRow> {
  if (!profile || !column.binning) return {};
  const valid = validCount(profile);
  const rows = valid + profile.missing + profile.invalid;
  if (metric === "missing_rate") return { n: rows, value: rows === 0 ? null : profile.missing / rows };
  if (metric === "invalid_rate") return { n: rows, value: rows === 0 ? null : profile.invalid / rows };
  if (column.binning.kind !== "numeric" || valid === 0) return { n: valid };
  return {
    n: valid,
    value: metric === "mean" ? mean(column.binning, profile) : quantile(column.binning, profile, Number(metric.slice(1)) / 100),
  };
}

function allowedBy(step: string, answered: ReturnType<typeof readWindow>, context: QueryContext): boolean {
  const NINETY_DAYS_MS = 90 * 86_400_000;
  return step !== "hour" || answered.cover.from >= context.now.getTime() - NINETY_DAYS_MS;
}
