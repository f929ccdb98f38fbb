import type { z } from "zod";
import type { HeatmapAnswer, heatmapQuerySchema } from "#core/contracts/drift.ts";
import { evaluateDrift } from "#core/statistics/evaluate.ts";
import { compareAll } from "./compare.ts";
import { onSnapshot, type QueryContext } from "./context.ts";
import { readPart } from "./drift.ts";
import { comparedColumns, completeness, loadModel } from "./load-model.ts";
import { loadStepPairs } from "./step-comparisons.ts";
import { stepWindow } from "./steps.ts";
import { readWindow } from "./window.ts";

type Cell = HeatmapAnswer["columns"][number]["cells"][number];

/** Column by time: the verdict of each step on its own, corrected over the columns of that step. A step without records is a gap. */
export const heatmapAnswer = onSnapshot(
  async (context: QueryContext, modelName: string, query: z.infer<typeof heatmapQuerySchema>): Promise<HeatmapAnswer> => {
    const model = await loadModel(context, modelName);
    const answered = readWindow(query, context);
    const part = await readPart(context, model, query);
    const stepped = stepWindow(answered, query.step, ["day", "week", "month"], context);
    const columns = comparedColumns(model);
    const [pairs, { completeUntil }] = await Promise.all([loadStepPairs(context, model, part, stepped), completeness(context, model)]);
    const cells = new Map<number, Cell[]>(columns.map((column) => [column.id, []]));
    for (const pair of pairs) {
      if (!pair.current) {
        for (const row of cells.values()) row.push(null);
        continue;
      }
      const evaluation = evaluateDrift(compareAll(columns, pair.reference, pair.current, { primary: query.statistic, light: true }), {
        light: true,
      });
      const byId = new Map(evaluation.columns.map((column) => [column.comparison.column.id, column]));
      for (const [id, row] of cells) {
        const column = byId.get(id);
        row.push(column ? { value: column.verdict.value, n: column.comparison.current.rows, verdict: column.verdict.verdict } : null);
      }
    }
    return {
      window: answered.window,
      step: stepped.step === "minute" ? "hour" : stepped.step,
      statistic: query.statistic,
      times: stepped.starts.map((start) => new Date(start).toISOString()),
      records: pairs.map((pair) => pair.current?.records ?? 0),
      columns: columns.map((column) => ({ name: column.name, role: column.role, cells: cells.get(column.id) ?? [] })),
      complete_until: completeUntil,
    };
  },
);
