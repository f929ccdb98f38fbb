import { kindsOf, ShuffledPerformance } from "#core/alarms/shuffle/performance.ts";
import type { AlarmMetric, Reading } from "#core/contracts/alarm-rules.ts";
import type { Part } from "../../queries/load-profiles.ts";
import { bucketPlan, type ShuffleRequest, seedOfRun, slidingReference } from "./bucket-plan.ts";

const NO_LABELS = "No label has come yet.";
const SLIDES = "Its reference moves with the window, and what scores mean would have to be learnt anew for every window of every shuffle.";

/** The readings of a performance metric over windows of shuffled records, by run; a string: why there are none. */
export async function shuffledPerformance(
  request: ShuffleRequest,
  metric: Extract<AlarmMetric, { kind: "performance" }>,
  part: Part,
): Promise<Reading[][] | string> {
  const { source, breathe } = request;
  const loaded = await source.spec();
  if (!loaded) return NO_LABELS;
  const { spec } = loaded;
  const kinds = kindsOf(metric, spec);
  if (typeof kinds === "string") return kinds;
  const plan = bucketPlan(request);
  const first = plan.windows[0]!;
  if (metric.of !== "realised" && slidingReference(source, first)) return SLIDES;
  const shuffled = new ShuffledPerformance(metric, spec, kinds);
  for (const bucket of plan.buckets) {
    shuffled.add(await source.performance(part, spec, bucket));
    await breathe();
  }
  const why = shuffled.settle(metric.of === "realised" ? null : await source.referencePerformance(part, spec, first));
  if (why !== null) return why;
  const runs: Reading[][] = [];
  for (let run = 0; run < request.runs; run++) {
    runs.push(shuffled.readings(plan.spans, seedOfRun(request, run)));
    await breathe();
  }
  return runs;
}
