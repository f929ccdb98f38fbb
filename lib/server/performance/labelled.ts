import { isLabelled } from "#core/performance/count-coverage.ts";
import type { Outcome, PerformanceSpec } from "#core/performance/types.ts";
import type { HeldLabel } from "./stored.ts";
import type { Change } from "./write-performance.ts";

/** What is known of a prediction, without its scores by class: they may be a thousand. */
type Known = Omit<Outcome, "scores">;

/** A prediction whose usable label became known. */
export interface LabelledOutcome {
  /** Of the prediction, ms since the epoch. */
  ts: number;
  versionId: number;
  /** When its label came, ms since the epoch: the label's own time if that is after the prediction's, else when it was received. */
  labelledAt: number;
  /** As it was counted so far; null: not at all. */
  before: Known | null;
  after: Known;
  /** Its label's place among all labels: time of receipt, segment, row. */
  order: LabelOrder;
}

type LabelOrder = Pick<HeldLabel, "receivedAt" | "segmentId" | "row">;

/** What a change has made of a prediction without a usable label; null when it had one, or has none. */
export function labelledBy(
  spec: PerformanceSpec,
  { ts, versionId, before, after }: Change,
  label: HeldLabel | null,
): LabelledOutcome | null {
  if (label === null || !isLabelled(spec, after) || (before !== null && isLabelled(spec, before))) return null;
  return { ts, versionId, labelledAt: label.ts > ts ? label.ts : label.receivedAt, before, after, order: label };
}

/** Sorts in place. Predictions of one label (an id that was predicted on several days) by their times. */
export function inLabelOrder(labelled: LabelledOutcome[]): LabelledOutcome[] {
  return labelled.sort(
    ({ order: a, ts: aTs }, { order: b, ts: bTs }) =>
      a.receivedAt - b.receivedAt || inOrder(a.segmentId, b.segmentId) || a.row - b.row || aTs - bTs,
  );
}

/** Without a difference, which would be one more big integer for each comparison. */
const inOrder = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
