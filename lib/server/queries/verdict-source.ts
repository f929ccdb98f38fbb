import { referenceSpecSchema } from "#core/contracts/models.ts";
import { cover } from "#core/profiles/buckets.ts";
import { parseDuration } from "#core/time/relative.ts";
import type { QueryContext } from "./context.ts";
import type { LoadedModel } from "./load-model.ts";

/** Where a side's records are: those of an uploaded reference, or those of a range of time (`to` exclusive, ms). */
export type RowSource = { upload: number } | { from: number; to: number; version: string | null; slice: string };

/** The records that a window is compared with, as far as the reference's profiles go; null without a reference. */
export function referenceSource(
  context: QueryContext,
  { reference }: LoadedModel,
  part: { version: string | null; slice: string },
  window: { from: number; to: number },
): RowSource | null {
  if (!reference) return null;
  const spec = referenceSpecSchema.parse(reference.spec);
  const now = context.now.getTime();
  const aligned = (from: number, to: number) => {
    const { from: start, to: end } = cover(from, to, now);
    return { from: start, to: end };
  };
  switch (spec.kind) {
    case "upload":
      return { upload: reference.id };
    case "window":
      return { ...aligned(Date.parse(spec.from), Date.parse(spec.to)), version: spec.version, slice: "" };
    case "version":
      return {
        ...aligned(spec.from === null ? 0 : Date.parse(spec.from), spec.to === null ? now : Date.parse(spec.to)),
        version: spec.version,
        slice: "",
      };
    case "moving":
      return { ...aligned(window.from - parseDuration(spec.length), window.from), ...part };
    case "previous":
      return { ...aligned(window.from - parseDuration(spec.length), window.to - parseDuration(spec.length)), ...part };
  }
}
