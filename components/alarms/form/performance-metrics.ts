import type { ModelDetail } from "#core/contracts/models.ts";
import { METRIC_IDS, type MetricId } from "#core/performance/metrics/result.ts";

const REGRESSION = /^(mae|rmse|mape|r2|bias|pinball_\d+)$/;
const RANKING = /^(mrr|precision_at_\d+)$/;
const MONEY = "business_value";

/** The metrics that a model can be judged by, as far as its labels say; the one in use is always among them. */
export function performanceMetrics(model: Pick<ModelDetail, "performance_task" | "health">, inUse: MetricId): MetricId[] {
  const main = model.health.performance?.metric;
  const task = model.performance_task ?? (main === "mae" ? "regression" : main === "mrr" ? "ranking" : "classes");
  return METRIC_IDS.filter((id) => {
    if (id === inUse || id === MONEY) return true;
    if (task === "regression") return REGRESSION.test(id);
    if (task === "ranking") return RANKING.test(id);
    return !REGRESSION.test(id) && !RANKING.test(id);
  });
}
