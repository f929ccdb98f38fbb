import { isRetryable, isUnavailable } from "#server/db/errors.ts";

/** After so many good batches in a row the next may be twice as large. */
const CALM = 8;
/** Marks in a row without anything counted in between, at three for each segment: then it is not the segments that are at fault. */
const BLAMED = 30;

/**
 * How many segments the next batch of each generation may have. One that fails is tried again in half the size: what is too much for the
 * memory, the disk or a time-out goes through in smaller batches, and a segment that spoils every batch it is in is found. After some good ones they grow again.
 */
export class Pace {
  private readonly most = new Map<string, { segments: number; good: number }>();
  private readonly blamed = new Map<string, number>();

  segments(target: string, whole: number): number {
    return Math.min(whole, this.most.get(target)?.segments ?? whole);
  }

  /** A batch of so many segments failed. */
  failed(target: string, segments: number): void {
    this.most.set(target, { segments: Math.max(1, Math.floor(segments / 2)), good: 0 });
  }

  succeeded(target: string, whole: number): void {
    this.blamed.delete(target);
    const at = this.most.get(target);
    if (!at || ++at.good < CALM) return;
    if (2 * at.segments >= whole) this.most.delete(target);
    else this.most.set(target, { segments: 2 * at.segments, good: 0 });
  }

  /** Whether a failure of one segment alone may be put down to it. Not for ever: else what fails for another reason would mark all of them. */
  mayBlame(target: string): boolean {
    const blamed = (this.blamed.get(target) ?? 0) + 1;
    this.blamed.set(target, blamed);
    return blamed <= BLAMED;
  }
}

/** Whether it is the batch that failed, not another one that was in its way: a lock that did not come says nothing about what was counted. */
export function isOfBatch(error: unknown): boolean {
  return !isRetryable(error);
}

/** Whether the same records will fail again: neither the data base's absence nor a time-out. */
export function isOfRecords(error: unknown): boolean {
  return isOfBatch(error) && !isUnavailable(error) && (error as { code?: unknown } | null)?.code !== "57014";
}
