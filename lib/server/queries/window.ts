import type { Window } from "#core/contracts/drift.ts";
import { type Cover, cover } from "#core/profiles/buckets.ts";
import { parseWindow, TimeInputError } from "#core/time/relative.ts";
import { Problem } from "../http/problem.ts";
import type { QueryContext } from "./context.ts";

export interface AnsweredWindow {
  cover: Cover;
  window: Window;
}

/** The last time that has four digits of a year: the end of a bucket after it would be written in another form. */
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const iso = (ms: number) => new Date(Math.min(ms, LAST)).toISOString();

/** Aligns an exact window to what is kept. */
export function alignWindow(from: number, to: number, context: Pick<QueryContext, "now">): AnsweredWindow {
  const aligned = cover(from, to, context.now.getTime());
  return { cover: aligned, window: { from: iso(aligned.from), to: iso(aligned.to), requested_from: iso(from), requested_to: iso(to) } };
}

/** Reads `from` and `to` of a query and aligns them to what is kept. */
export function readWindow(query: { from: string; to: string }, context: Pick<QueryContext, "now">): AnsweredWindow {
  try {
    const { from, to } = parseWindow(query.from, query.to, context.now);
    return alignWindow(from.getTime(), to.getTime(), context);
  } catch (error) {
    if (!(error instanceof TimeInputError || error instanceof RangeError)) throw error;
    throw new Problem({ status: 422, code: "invalid_window", detail: error.message });
  }
}
