import type { Health } from "#core/contracts/models.ts";
import type { Cover } from "#core/profiles/buckets.ts";
import { quantile, validCount } from "#core/profiles/moments.ts";
import { evaluateDrift } from "#core/statistics/evaluate.ts";
import { HAS_LABELS } from "../performance/sql/outcomes.sql.ts";
import { compareAll } from "./compare.ts";
import { onSnapshot, type QueryContext } from "./context.ts";
import { healthPerformance } from "./health-performance.ts";
import { comparedColumns, completeness, type LoadedModel, loadModel } from "./load-model.ts";
import { ALL, loadBucket, profileOf } from "./load-profiles.ts";
import { loadReference } from "./load-reference.ts";
import { COUNT_LABELLED } from "./sql/performance.sql.ts";
import { SELECT_NEWEST } from "./sql/profiles.sql.ts";
import { loadStepPairs } from "./step-comparisons.ts";
import { stepWindow } from "./steps.ts";
import { standingVerdict } from "./verdict-standing.ts";
import { readWindow } from "./window.ts";

const SPARKLINE_STEPS = ["day", "week", "month"] as const;

/** How a model is over a window, for the Overview: verdict, drift share over time, volume, latency, label coverage, freshness. */
export const modelHealth = onSnapshot(
  async (context: QueryContext, modelName: string, query: { from: string; to: string }): Promise<Health> => {
    const model = await loadModel(context, modelName);
    const answered = readWindow(query, context);
    const columns = comparedColumns(model);
    const stepped = stepWindow(answered, undefined, SPARKLINE_STEPS, context);
    const [current, reference, { completeUntil, waiting }, pairs, newest, performance, concept] = await Promise.all([
      loadBucket(context, model, ALL, answered.cover.ranges),
      loadReference(context, model, ALL, answered.cover),
      completeness(context, model),
      loadStepPairs(context, model, ALL, stepped),
      newestRecord(context, model),
      healthPerformance(context, model, answered.cover),
      standingVerdict(context, model),
    ]);
    const evaluation = evaluateDrift(compareAll(columns, reference, current, { primary: "psi", light: true }), { light: true });
    const latency = columns.find(
      (column) => column.role === "service" && /^service\.latency(_ms)?$/.test(column.name) && column.binning?.kind === "numeric",
    );
    const latencyProfile = latency ? profileOf(latency, current) : null;
    const latencyAt = (q: number) =>
      latency?.binning?.kind === "numeric" && latencyProfile && validCount(latencyProfile) > 0
        ? quantile(latency.binning, latencyProfile, q)
        : null;
    return {
      verdict: current.records === 0 ? "no_data" : reference ? evaluation.verdict : "no_reference",
      window: { from: answered.window.from, to: answered.window.to },
      drifted: evaluation.drifted,
      tested: evaluation.tested,
      share_drifted: evaluation.shareDrifted,
      sparkline: pairs.map((pair) => ({
        time: new Date(pair.start).toISOString(),
        share: pair.current
          ? evaluateDrift(compareAll(columns, pair.reference, pair.current, { primary: "psi", light: true }), { light: true }).shareDrifted
          : null,
      })),
      records: current.records,
      last_record_at: newest,
      complete_until: completeUntil,
      waiting,
      label_coverage: performance ? performance.coverage : await labelCoverage(context, model, answered.cover, current.roles.prediction),
      latency_p50_ms: latencyAt(0.5),
      latency_p95_ms: latencyAt(0.95),
      accuracy: performance?.accuracy ?? null,
      performance: performance?.performance ?? null,
      concept,
    };
  },
);

/**
 * Share of the window's predictions whose label is here, before labels have said what the task is and performance is counted. Labels of ids that
 * nobody predicted are none of them. Null without predictions or before a first label.
 */
async function labelCoverage(context: QueryContext, model: LoadedModel, window: Cover, predictions: number): Promise<number | null> {
  if (predictions === 0) return null;
  const { rows: any } = await context.db.query<{ found: boolean }>(HAS_LABELS, [model.id, model.generation]);
  if (!any[0]?.found) return null;
  const values = [model.id, model.generation, new Date(window.from), new Date(window.to)];
  const { rows } = await context.db.query<{ labelled: number }>(COUNT_LABELLED, values);
  return Math.min(1, (rows[0]?.labelled ?? 0) / predictions);
}

async function newestRecord(context: QueryContext, model: LoadedModel): Promise<string | null> {
  const row = (await context.db.query<{ newest: Date | null }>(SELECT_NEWEST, [model.id])).rows[0];
  return row?.newest?.toISOString() ?? null;
}
