import { BUCKET_MS, DAY, HOUR, MINUTE } from "#core/profiles/buckets.ts";
import type { QueryContext, QueryRequest } from "../queries/context.ts";
import { readPart } from "../queries/drift.ts";
import { loadModel } from "../queries/load-model.ts";
import { readWindow } from "../queries/window.ts";
import type { WindowParams } from "./kind.ts";

const MINUTE_MS = BUCKET_MS[MINUTE];
/** What ends of a window are moved to, the coarsest first. */
const UNITS = [BUCKET_MS[DAY], BUCKET_MS[HOUR], 5 * MINUTE_MS, MINUTE_MS];
/** A window is made longer by at most this share at each end. */
const SHARE = 0.01;

/**
 * A window as analyses are asked for it: its ends moved outwards to whole minutes, hours or days, so that "the last 30 days" is the same
 * window for an hour, and its answer is made once.
 */
export function analysisWindow(query: { from: string; to: string }, context: Pick<QueryContext, "now">): { from: string; to: string } {
  const { requested_from, requested_to } = readWindow(query, context).window;
  const [from, to] = [Date.parse(requested_from), Date.parse(requested_to)];
  const unit = UNITS.find((one) => one <= SHARE * (to - from)) ?? MINUTE_MS;
  return {
    from: new Date(Math.floor(from / unit) * unit).toISOString(),
    to: new Date(Math.ceil(to / unit) * unit).toISOString(),
  };
}

/** The parameters of a question about a window of a model; 404 for a model, version or slice that is not there, 422 for a window that is none. */
export async function windowParams(
  request: QueryRequest,
  model: string,
  query: { from: string; to: string; version?: string | undefined; slice?: string | undefined },
): Promise<WindowParams> {
  const context = { ...request, db: request.pool };
  const { slice } = await readPart(context, await loadModel(context, model), query);
  return { ...analysisWindow(query, request), version: query.version ?? null, slice };
}
