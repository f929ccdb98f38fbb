import type { ModelFacts } from "#core/alarms/starters.ts";
import { metricsOf } from "#core/performance/metrics/all.ts";
import type { PerformanceProfile, PerformanceSpec } from "#core/performance/types.ts";
import { DAY } from "#core/profiles/buckets.ts";
import { loadSpec } from "../../performance/spec.ts";
import type { QueryContext } from "../../queries/context.ts";
import { loadModel } from "../../queries/load-model.ts";
import { loadOutputPlan } from "../../queries/load-outputs.ts";
import { loadReferencePerformance } from "../../queries/load-performance.ts";
import { ALL } from "../../queries/load-profiles.ts";
import { SELECT_BUSY_DAYS, SELECT_TASK } from "../sql/starters.sql.ts";

/** A window that mostly holds as many records as a rule needs. */
const NEEDED_RECORDS = 400;
const DAY_MS = 86_400_000;
const WINDOWS = [
  { window: "1h", days: 1 / 24 },
  { window: "6h", days: 1 / 4 },
  { window: "1d", days: 1 },
  { window: "7d", days: 7 },
  { window: "28d", days: 28 },
] as const;

/** What the starter rules of a model depend on, as it is now. */
export async function modelFacts(context: QueryContext, name: string): Promise<ModelFacts> {
  const model = await loadModel(context, name);
  const [task, spec, plan, busy] = [
    await context.db.query<{ task: string }>(SELECT_TASK, [model.id]),
    await loadSpec(context.db, model.id, model.generation),
    await loadOutputPlan(context, model, undefined),
    await context.db.query<{ records: number }>(SELECT_BUSY_DAYS, [model.id, model.generation, DAY]),
  ];
  const now = context.now.getTime();
  const reference = spec ? await loadReferencePerformance(context, model, ALL, spec.spec, { from: now - DAY_MS, to: now }) : null;
  return {
    task: task.rows[0]?.task ?? "tabular",
    columns: model.columns.map(({ name: column, role, kind, ignored = false, derivedFrom = null }) => ({
      name: column,
      role,
      kind,
      ignored,
      derived_from: derivedFrom,
    })),
    hasReference: model.reference !== null,
    referenceFigures: figuresOf(spec?.spec ?? null, reference?.profile ?? null),
    hasLabels: spec !== null,
    performanceTask: spec?.spec.task ?? null,
    outputs: plan.columns,
    window: windowFor(busy.rows[0]?.records ?? 0),
  };
}

/** The shortest window that holds enough records on a usual day. */
export function windowFor(recordsADay: number): string {
  return (WINDOWS.find(({ days }) => days * recordsADay >= NEEDED_RECORDS) ?? WINDOWS[WINDOWS.length - 1]!).window;
}

function figuresOf(spec: PerformanceSpec | null, reference: PerformanceProfile | null): ModelFacts["referenceFigures"] {
  if (!spec || !reference || reference.labelled < NEEDED_RECORDS) return {};
  const figures = metricsOf(reference, spec, { only: ["auc", "accuracy", "mae", "mrr"] });
  return Object.fromEntries(figures.flatMap(({ id, value }) => (value === null ? [] : [[id, value]])));
}
