import { referenceSpecSchema } from "#core/contracts/models.ts";
import { parseDuration } from "#core/time/relative.ts";
import type { QueryContext } from "./context.ts";
import { type LoadedModel, versionId } from "./load-model.ts";
import type { Part } from "./load-profiles.ts";

export interface ReferenceRange {
  /** ms since the epoch; of the asked time, not yet aligned. */
  from: number;
  to: number;
  /** Which traffic of that time. */
  part: Part;
}

/**
 * The time that a model's reference stands for when the window [from, to) of `part` is looked at; null for uploaded rows, which have none,
 * and without a reference. A fixed reference is one and the same for every version and slice, a sliding one is of the part that is looked at.
 */
export async function referenceRange(
  context: QueryContext,
  model: LoadedModel,
  part: Part,
  window: { from: number; to: number },
): Promise<ReferenceRange | null> {
  if (!model.reference) return null;
  const spec = referenceSpecSchema.parse(model.reference.spec);
  switch (spec.kind) {
    case "upload":
      return null;
    case "moving":
      return { from: window.from - parseDuration(spec.length), to: window.from, part };
    case "previous":
      return { from: window.from - parseDuration(spec.length), to: window.to - parseDuration(spec.length), part };
    default:
      return {
        from: spec.from === null ? 0 : Date.parse(spec.from),
        to: spec.to === null ? context.now.getTime() : Date.parse(spec.to),
        part: { versionId: await versionId(context, model, spec.version ?? undefined), slice: "" },
      };
  }
}
