import { type Health, referenceSpecSchema } from "#core/contracts/models.ts";
import type { VerdictAnswer } from "#core/contracts/verdict.ts";
import { defaultWindow } from "#core/time/default-window.ts";
import { execute } from "../analyses/execute.ts";
import type { AnalysisContext, AnalysisKind, WindowParams } from "../analyses/kind.ts";
import { analysisWindow } from "../analyses/window.ts";
import type { QueryContext } from "./context.ts";
import { type LoadedModel, loadModel } from "./load-model.ts";
import { verdictKind } from "./verdict.ts";
import { VERDICT_VERSION } from "./verdict-version.ts";

type Standing = Omit<NonNullable<Health["concept"]>, "computed_at">;

/** The verdict on the model's default window, in short. The whole of it is kept, too: the model's pages ask for that window first. */
export const standingVerdictKind: AnalysisKind<Record<string, never>, Standing> = {
  kind: "standing_verdict",
  version: VERDICT_VERSION,
  title: "Data drift or concept drift",
  async run(context) {
    const model = await loadModel(context, context.model);
    const params: WindowParams = { ...analysisWindow(await windowOf(context, model), context), version: null, slice: "" };
    const made = await execute(context.pool, { modelId: model.id, kind: verdictKind.kind, params });
    if (!made) throw new Error("the model was deleted");
    const { result, headline, window, harm, performance } = made.answer as VerdictAnswer;
    const { from, to } = window;
    const shown = performance && {
      metric: performance.metric,
      higher_is_better: performance.higher_is_better,
      reference: performance.reference.value,
      realised: performance.realised?.value ?? null,
    };
    return { result, headline, from, to, harm, performance: shown };
  },
};

/** What the model's pages show when their address names no window. */
async function windowOf(context: AnalysisContext, model: LoadedModel): Promise<{ from: string; to: string }> {
  const { rows } = await context.db.query<{ first: Date | null; last: Date | null }>(
    "SELECT min(min_ts) AS first, max(max_ts) AS last FROM segment WHERE model_id = $1 AND reference_id IS NULL",
    [model.id],
  );
  const { first, last } = rows[0]!;
  const spec = model.reference ? referenceSpecSchema.parse(model.reference.spec) : null;
  const referenceEnd = spec?.kind === "window" || spec?.kind === "version" ? spec.to : null;
  return defaultWindow(first?.toISOString() ?? null, last?.toISOString() ?? null, context.now.getTime(), referenceEnd);
}

/** The standing verdict that was made last; null before the first one, and without a reference. */
export async function standingVerdict(context: QueryContext, model: LoadedModel): Promise<Health["concept"]> {
  if (!model.reference) return null;
  const { rows } = await context.db.query<{ answer: Standing; computed_at: Date }>(
    `SELECT result->'answer' AS answer, computed_at FROM analysis
     WHERE model_id = $1 AND generation = $2 AND kind = $3 ORDER BY computed_at DESC LIMIT 1`,
    [model.id, model.generation, standingVerdictKind.kind],
  );
  const row = rows[0];
  // One that an earlier version made is shown until the next is there.
  return row
    ? {
        ...row.answer,
        harm: row.answer.harm ?? null,
        performance: row.answer.performance ?? null,
        computed_at: row.computed_at.toISOString(),
      }
    : null;
}
