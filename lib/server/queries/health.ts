import type { Health } from "#core/contracts/models.ts";
import { quantile, validCount } from "#core/profiles/moments.ts";
import { evaluateDrift } from "#core/statistics/evaluate.ts";
import { compareAll } from "./compare.ts";
import { onSnapshot, type QueryContext } from "./context.ts";
import { healthPerformance } from "./health-performance.ts";
import { comparedColumns, completeness, type LoadedModel, loadModel } from "./load-model.ts";
import { ALL, loadBucket, profileOf } from "./load-profiles.ts";
import { loadReference } from "./load-reference.ts";
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
      label_coverage: performance ? performance.coverage : labelCoverage(model, current),
      latency_p50_ms: latencyAt(0.5),
      latency_p95_ms: latencyAt(0.95),
      accuracy: performance?.accuracy ?? null,
      performance: performance?.performance ?? null,
      concept,
    };
  },
);

/** Share of predictions whose label is here. Null without predictions or before a first label. */
function labelCoverage(model: LoadedModel, current: Awaited<ReturnType<typeof loadBucket>>): number | null {
  const label = model.columns.find((column) => column.role === "label" && column.binning);
  const profile = label ? profileOf(label, current) : null;
  if (!profile || current.roles.prediction === 0) return null;
  return Math.min(1, validCount(profile) / current.roles.prediction);
}

async function newestRecord(context: QueryContext, model: LoadedModel): Promise<string | null> {
  const row = (await context.db.query<{ newest: Date | null }>(SELECT_NEWEST, [model.id])).rows[0];
  return row?.newest?.toISOString() ?? null;
}
