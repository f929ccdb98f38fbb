import type { Reading } from "../../contracts/alarm-rules.ts";
import type { OutputMetricId, OutputPlan } from "../../performance/output-metrics.ts";
import { emptyOutputs, type OutputProfile } from "../../performance/output-profile.ts";
import { ZERO } from "../../performance/output-sum.ts";
import { outputReading } from "../measure/output.ts";
import { dealPot, emptyPot, fillPot } from "../shuffle.ts";
import { type BucketSpan, DealtWindows, windowSums } from "./windows.ts";

const [YES, NO] = [0, 1] as const;

type DealtMetric = Exclude<OutputMetricId, "answered" | "yes_share" | "mean">;

/**
 * An output metric over windows of shuffled records: the predictions that count (all of them, or those with an answer where silence says nothing) are dealt
 * again, with what people did, among as many in each bucket. `buckets` in the order of time; a reading for each window, for each of the seeds.
 */
export function shuffledOutputs(id: DealtMetric, plan: OutputPlan, buckets: readonly OutputProfile[]) {
  const column = id === "null_output_rate" ? null : plan.columns[id];
  const pot = emptyPot(2);
  for (const bucket of buckets) {
    const counts = column === null ? null : bucket.feedback.get(column);
    const yes = id === "null_output_rate" ? bucket.nulls : (counts?.yes ?? 0);
    const n = id === "null_output_rate" || plan.silence === "no" ? bucket.predictions : (counts?.n ?? 0);
    fillPot(pot, [yes, n - yes]);
  }
  return (spans: readonly BucketSpan[], seed: number): Reading[] => {
    const windows = new DealtWindows(2, [dealPot(pot, seed)]);
    const predictions = windowSums(
      buckets.map((bucket) => bucket.predictions),
      spans,
    );
    return spans.map((span, i) => {
      const counts = windows.at(span);
      const dealt: OutputProfile = { ...emptyOutputs(), predictions: predictions[i]! };
      if (column === null) dealt.nulls = counts[YES]!;
      else dealt.feedback.set(column, { n: counts[YES]! + counts[NO]!, yes: counts[YES]!, numbers: 0, sum: ZERO, squares: ZERO });
      return outputReading(id, plan, dealt, null);
    });
  };
}
