import { shuffledOutputs } from "#core/alarms/shuffle/outputs.ts";
import type { AlarmMetric, Reading } from "#core/contracts/alarm-rules.ts";
import { emptyOutputs } from "#core/performance/output-profile.ts";
import { cover } from "#core/profiles/buckets.ts";
import { loadOutputPlan, loadOutputs } from "../../queries/load-outputs.ts";
import type { Part } from "../../queries/load-profiles.ts";
import { bucketPlan, type ShuffleRequest, seedOfRun } from "./bucket-plan.ts";

/** The readings of an output metric over windows of shuffled records, by run. */
export async function shuffledOutputRuns(
  request: ShuffleRequest,
  metric: Extract<AlarmMetric, { kind: "output" }>,
  part: Part,
): Promise<Reading[][]> {
  const { source, breathe } = request;
  const { context, model } = source;
  const plan = bucketPlan(request);
  const [first, last] = [plan.buckets[0]!, plan.buckets.at(-1)!];
  const { ranges } = cover(first.from, last.to, context.now.getTime());
  const bucketOf = (start: number) => plan.buckets[plan.spanOf({ from: start, to: start }).first]?.from ?? first.from;
  const { steps } = await loadOutputs(context, model, part, ranges, bucketOf);
  const readings = shuffledOutputs(
    metric.id,
    await loadOutputPlan(context, model, undefined),
    plan.buckets.map(({ from }) => steps.get(from) ?? emptyOutputs()),
  );
  const runs: Reading[][] = [];
  for (let run = 0; run < request.runs; run++) {
    runs.push(readings(plan.spans, seedOfRun(request, run)));
    await breathe();
  }
  return runs;
}
