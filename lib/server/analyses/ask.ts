import type { Pending } from "#core/contracts/analyses.ts";
import { Problem } from "../http/problem.ts";
import { Reply } from "../http/route.ts";
import type { QueryRequest } from "../queries/context.ts";
import { type Basis, basisOf } from "./basis.ts";
import type { AnalysisKind } from "./kind.ts";
import { queueAnalysis, stateOf } from "./queue.ts";
import { findKept, keyOf } from "./store.ts";

export type Asked<Answer> =
  | {
      answer: Answer;
      computedAt: string;
      /** More was counted since: a fresh answer is being made. */
      stale: boolean;
    }
  | { pending: number };

/** How long a request waits for an answer that is not there. */
const WAIT_MS = 2_500;
const POLL_MS = 100;
/** While records keep coming in, an answer is made anew when this many times the time that it took have passed. */
const REST = 10;

/**
 * The answer that is kept, as long as nothing was counted since; else an older one while a fresh one is made; else, after some seconds of
 * waiting, the job that makes the first one.
 */
export async function ask<Params, Answer>(
  request: QueryRequest,
  kind: AnalysisKind<Params, Answer>,
  model: string,
  params: Params,
  options: { waitMs?: number } = {},
): Promise<Asked<Answer>> {
  const basis = await basisOf(request.pool, request.projectId, model);
  const key = keyOf(kind, params, basis);
  const kept = await findKept(request.pool, kind, key, basis);
  if (kept) {
    const stale = kept.dataAt < basis.dataAt;
    if (stale && Date.now() - kept.computedAt.getTime() >= REST * kept.tookMs) await queue(request, kind, basis, params);
    return { answer: kept.answer as Answer, computedAt: kept.computedAt.toISOString(), stale };
  }
  const { job, error } = await queue(request, kind, basis, params);
  if (error !== null) throw failed(kind.title, error);
  const until = performance.now() + (options.waitMs ?? WAIT_MS);
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const state = await stateOf(request.pool, job);
    if (state?.status === "queued" || state?.status === "running") continue;
    const fresh = await findKept(request.pool, kind, key, basis);
    if (fresh) return { answer: fresh.answer as Answer, computedAt: fresh.computedAt.toISOString(), stale: false };
    if (state?.error) throw failed(kind.title, state.error);
    // The reference or the columns changed while it ran, or it was cancelled: the next question starts anew.
    break;
  }
  return { pending: job };
}

/** 200 with the answer, or 202 with the job that makes it. */
export function answerOrPending<Answer>(
  asked: Asked<Answer>,
  shape: (answer: Answer, made: { computed_at: string; stale: boolean }) => unknown,
): Reply<unknown> {
  if (!("pending" in asked)) return new Reply(shape(asked.answer, { computed_at: asked.computedAt, stale: asked.stale }), 200);
  const body: Pending = { status: "pending", job: asked.pending, message: "A worker is computing this. Ask again in a second." };
  return new Reply(body, 202, { "Retry-After": "1" });
}

function queue<Params>(request: QueryRequest, kind: AnalysisKind<Params, unknown>, basis: Basis, params: Params) {
  const { version, title } = kind;
  return queueAnalysis(request.pool, basis, title, { kind: kind.kind, version, key: keyOf(kind, params, basis), params });
}

function failed(title: string, error: string): Problem {
  const detail = `${title}: the worker could not compute it (${error}). It tries again when asked in a minute; its log says more.`;
  return new Problem({ status: 503, code: "analysis_failed", detail, headers: { "Retry-After": "60" } });
}
