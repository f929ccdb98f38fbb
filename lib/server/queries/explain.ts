import type { z } from "zod";
import type { StatisticId } from "#core/contracts/common.ts";
import type { ExplainAnswer, explainQuerySchema } from "#core/contracts/drift.ts";
import { contributionAnswer, statisticAnswer } from "#core/statistics/answer.ts";
import { resultOf } from "#core/statistics/compare.ts";
import { type EvaluatedColumn, evaluateDrift } from "#core/statistics/evaluate.ts";
import { explainStatistic } from "#core/statistics/explain.ts";
import { Problem } from "../http/problem.ts";
import { compareAll } from "./compare.ts";
import { onSnapshot, type QueryContext } from "./context.ts";
import { readPart } from "./drift.ts";
import { columnByName, comparedColumns, loadModel } from "./load-model.ts";
import { loadBucket, profileOf } from "./load-profiles.ts";
import { loadReference, referenceProfileOf } from "./load-reference.ts";
import { readWindow } from "./window.ts";

/** Everything behind one statistic of one column in one window: enough to compute it again by hand. */
export const explainAnswer = onSnapshot(
  async (context: QueryContext, modelName: string, query: z.infer<typeof explainQuerySchema>): Promise<ExplainAnswer> => {
    const model = await loadModel(context, modelName);
    const column = columnByName(model, query.column);
    const { cover, window } = readWindow(query, context);
    const part = await readPart(context, model, query);
    const [current, reference] = await Promise.all([
      loadBucket(context, model, part, cover.ranges),
      loadReference(context, model, part, cover),
    ]);
    const evaluation = evaluateDrift(
      compareAll(comparedColumns(model), reference, current, { primary: query.statistic, emptyShare: query.empty_share }),
    );
    const evaluated = evaluation.columns.find((candidate) => candidate.comparison.column.id === column.id);
    const before = referenceProfileOf(column, reference);
    const after = profileOf(column, current);
    if (!reference || !evaluated || !column.binning || !before || !after || !resultOf(evaluated.comparison, query.statistic)) {
      const why = !reference ? "the model has no reference yet" : (evaluated?.verdict.reason ?? "the column is not compared");
      throw new Problem({
        status: 409,
        code: "nothing_to_explain",
        detail: `${query.statistic} of "${column.name}" does not exist in this window: ${why}`,
      });
    }
    const explanation = explainStatistic(evaluated.comparison, column.binning, before, after, query.statistic);
    const adjustedP = evaluated.verdict.statistic === query.statistic ? evaluated.verdict.adjustedP : null;
    return {
      column: column.name,
      statistic: query.statistic,
      title: explanation.title,
      meaning: explanation.meaning,
      formula: explanation.formula,
      units: explanation.units,
      value: explanation.value,
      rows_used: explanation.rowsUsed,
      empty_rule: explanation.emptyRule,
      certificate: explanation.certificate,
      evidence: explanation.result.evidence,
      window,
      reference: { id: reference.id, label: reference.label, from: reference.from, to: reference.to },
      binning: { hash: column.hash ?? "", provisional: column.provisional },
      empty_share: query.empty_share,
      reference_n: explanation.referenceN,
      current_n: explanation.currentN,
      groups: explanation.groups.map(contributionAnswer),
      statistic_details: statisticAnswer(explanation.result, adjustedP),
      verdict: evaluated.verdict.verdict,
      reason: reasonFor(evaluated, query.statistic),
      inputs: explanation.inputs,
    };
  },
);

/** With KS and its kin as the statistic, the missing share may decide; then the sentence says so. */
function reasonFor({ verdict }: EvaluatedColumn, statistic: StatisticId): string {
  return verdict.statistic === statistic ? verdict.reason : `The verdict rests on another statistic. ${verdict.reason}`;
}
