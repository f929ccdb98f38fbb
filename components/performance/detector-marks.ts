import { formatTime } from "#client/format.ts";
import { countOf } from "#core/charts/numbers.ts";
import type { DetectorAnswer, DetectorEvent, DetectorsAnswer } from "#core/contracts/detectors.ts";
import type { DetectorId } from "#core/detectors/types.ts";

/** One detector's line above the chart: what it called, oldest first. */
export interface DetectorLane {
  id: DetectorId;
  title: string;
  events: { time: number; signal: DetectorEvent["signal"] }[];
}

/** What lies close together on the screen is one mark. */
export interface DetectorMark {
  /** Of the first drift in it, else of the first warning. */
  x: number;
  drifts: number;
  warnings: number;
}

/** A lane for each detector that is shown and called something; in the order of the answer. */
export function lanesOf(detectors: readonly DetectorAnswer[], shown: readonly DetectorId[]): DetectorLane[] {
  return detectors
    .filter(({ id, events }) => shown.includes(id) && events.length > 0)
    .map(({ id, title, events }) => ({
      id,
      title,
      events: events.map(({ predicted_at, signal }) => ({ time: Date.parse(predicted_at), signal })).sort((a, b) => a.time - b.time),
    }));
}

/** Marks at least `gap` pixels wide: an event that lies within that distance of a mark's first event belongs to it. */
export function marksOf(events: DetectorLane["events"], xOf: (time: number) => number, gap: number): DetectorMark[] {
  const marks: (DetectorMark & { start: number })[] = [];
  for (const { time, signal } of events) {
    const x = xOf(time);
    let mark = marks[marks.length - 1];
    if (!mark || x - mark.start >= gap) {
      mark = { start: x, x, drifts: 0, warnings: 0 };
      marks.push(mark);
    }
    if (signal === "drift" && mark.drifts++ === 0) mark.x = x;
    if (signal === "warning") mark.warnings++;
  }
  return marks.map(({ x, drifts, warnings }) => ({ x, drifts, warnings }));
}

/** What was called for predictions from `start` to before `end`, a line for each detector. */
export function calledWithin(lanes: readonly DetectorLane[], start: number, end: number): { id: DetectorId; text: string }[] {
  return lanes.flatMap(({ id, title, events }) => {
    const within = events.filter(({ time }) => time >= start && time < end);
    if (within.length === 0) return [];
    return [{ id, text: `${title}: ${calledText(within.filter(({ signal }) => signal === "drift").length, within)}` }];
  });
}

function calledText(drifts: number, all: readonly unknown[]): string {
  const warnings = all.length - drifts;
  return [drifts > 0 && countOf(drifts, "drift"), warnings > 0 && countOf(warnings, "warning")].filter(Boolean).join(", ");
}

/** A sentence for those who do not see the marks; empty when nothing is shown. */
export function marksSummary(detectors: readonly DetectorAnswer[], lanes: readonly DetectorLane[]): string {
  const called = detectors.filter(({ id }) => lanes.some((lane) => lane.id === id)).map(({ title, drifts }) => `${title} ${drifts}`);
  return called.length === 0 ? "" : ` Drifts called on the error stream: ${called.join(", ")}.`;
}

/** When the prediction was made whose label made a detector call. */
export function eventTime({ predicted_at }: DetectorEvent, timeZone: string): string {
  return formatTime(predicted_at, timeZone, "minute");
}

const LOSSES: Record<NonNullable<DetectorsAnswer["loss"]>, string> = {
  error: "each prediction's error, 0 or 1",
  absolute_error: "each prediction's absolute error, as a share of what 95% of the reference's stay below, at most 1",
  reciprocal_rank_loss: "1 − 1 / rank of each list",
};

export function lossWords(loss: DetectorsAnswer["loss"]): string {
  return loss === null ? "each prediction's error" : LOSSES[loss];
}
