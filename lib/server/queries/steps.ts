import {
  BUCKET_MS,
  type BucketRange,
  DAY,
  HOUR,
  HOUR_HORIZON_MS,
  MINUTE,
  MINUTE_HORIZON_MS,
  type Resolution,
} from "#core/profiles/buckets.ts";
import { Problem } from "../http/problem.ts";
import type { QueryContext } from "./context.ts";
import type { AnsweredWindow } from "./window.ts";

export const STEPS = ["minute", "hour", "day", "week", "month"] as const;
export type Step = (typeof STEPS)[number];

/** A series has at most so many steps; more cannot be told apart on a screen, and each costs a comparison per column. */
export const MAX_STEPS = 1500;
const COMFORTABLE_STEPS = 62;
const DAY_MS = BUCKET_MS[DAY];
const LENGTH: Record<Step, number> = {
  minute: BUCKET_MS[MINUTE],
  hour: BUCKET_MS[HOUR],
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30.4 * DAY_MS,
};
/** 1970-01-05 was a Monday. */
const MONDAY_MS = 4 * DAY_MS;

/** The start of the step that a time falls into: UTC, weeks from Monday, calendar months. */
export function stepStart(ts: number, step: Step): number {
  if (step === "month") {
    const date = new Date(ts);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  }
  if (step === "week") return Math.floor((ts - MONDAY_MS) / LENGTH.week) * LENGTH.week + MONDAY_MS;
  return Math.floor(ts / LENGTH[step]) * LENGTH[step];
}

/** The start of the step after the one that starts at `start`. */
export function nextStep(start: number, step: Step): number {
  if (step !== "month") return start + LENGTH[step];
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** The step that cuts a window into a number of points that a person can take in. */
export function comfortableStep(from: number, to: number, allowed: readonly Step[]): Step {
  return allowed.find((step) => (to - from) / LENGTH[step] <= COMFORTABLE_STEPS) ?? allowed.at(-1) ?? "month";
}

export interface SteppedWindow {
  step: Step;
  /** Starts of the steps, ascending; the first one may begin before the window, and only what lies inside the window is in it. */
  starts: number[];
  ranges: BucketRange[];
}

/** Cuts a window into steps, and says which rows answer it: those of the step's own resolution, where they are still kept. */
export function stepWindow(
  answered: AnsweredWindow,
  wished: Step | undefined,
  allowed: readonly Step[],
  context: QueryContext,
): SteppedWindow {
  const { from, to } = answered.cover;
  const step = wished ?? comfortableStep(from, to, allowed);
  const now = context.now.getTime();
  const horizon = step === "minute" ? MINUTE_HORIZON_MS : step === "hour" ? HOUR_HORIZON_MS : Number.POSITIVE_INFINITY;
  if (from < now - horizon) {
    const kept = step === "minute" ? "two days" : "ninety days";
    throw new Problem({
      status: 422,
      code: "step_too_fine",
      detail: `Counts by ${step} are kept for ${kept}. Ask for a larger step, or for a later start.`,
    });
  }
  const starts: number[] = [];
  for (let start = stepStart(from, step); start < to; start = nextStep(start, step)) {
    starts.push(start);
    if (starts.length > MAX_STEPS) {
      throw new Problem({
        status: 422,
        code: "too_many_steps",
        detail: `The window has more than ${MAX_STEPS} steps of one ${step}. Ask for a larger step or a shorter window.`,
      });
    }
  }
  const resolution: Resolution = step === "minute" ? MINUTE : step === "hour" ? HOUR : DAY;
  const ranges =
    resolution === DAY ? answered.cover.ranges : [{ resolution, from: stepFloor(from, resolution), to: stepCeil(to, resolution) }];
  return { step, starts, ranges };
}

function stepFloor(ts: number, resolution: Resolution): number {
  return Math.floor(ts / BUCKET_MS[resolution]) * BUCKET_MS[resolution];
}

function stepCeil(ts: number, resolution: Resolution): number {
  return Math.ceil(ts / BUCKET_MS[resolution]) * BUCKET_MS[resolution];
}
