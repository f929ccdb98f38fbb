import { cover } from "#core/profiles/buckets.ts";
import type { BucketProfile } from "#core/profiles/types.ts";
import type { QueryContext } from "./context.ts";
import type { LoadedModel } from "./load-model.ts";
import { loadSteps, type Part } from "./load-profiles.ts";
import { type LoadedReference, loadReference } from "./load-reference.ts";
import { nextStep, type SteppedWindow, stepStart } from "./steps.ts";

/** One step of a window with what it is compared with; null where there is no record. */
export interface StepPair {
  start: number;
  end: number;
  current: BucketProfile | null;
  reference: LoadedReference | null;
}

/** The steps of a window, each with its reference: the same one for all, or, for a sliding reference, each its own. */
export async function loadStepPairs(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  stepped: SteppedWindow,
  wanted?: ReadonlySet<number>,
): Promise<StepPair[]> {
  const current = await loadSteps(context, model, part, stepped.ranges, (bucket) => stepStart(bucket, stepped.step), wanted);
  const pairs: StepPair[] = [];
  let reference: LoadedReference | null = null;
  for (const start of stepped.starts) {
    const end = nextStep(start, stepped.step);
    const bucket = current.get(start) ?? null;
    if (bucket && (reference === null || reference.slides)) {
      const aligned = cover(start, end, context.now.getTime());
      reference = await loadReference(context, model, part, aligned, wanted);
    }
    pairs.push({ start, end, current: bucket, reference: bucket ? reference : null });
  }
  return pairs;
}
