import { z } from "zod";
import { matcherError, matches } from "#core/alarms/matchers.ts";
import type { createSilenceSchema, Matcher, Silence, silencesQuerySchema } from "#core/contracts/incidents.ts";
import { fromCursor, toPage } from "../../http/cursor.ts";
import { Problem } from "../../http/problem.ts";
import type { QueryRequest } from "../../queries/context.ts";
import { timeOf } from "../incidents/read-incidents.ts";
import { EXPIRE_SILENCE, INSERT_SILENCE, SELECT_FIRING_LABELS, SELECT_SILENCES } from "../sql/read-incidents.sql.ts";

interface Row {
  id: number;
  matchers: Matcher[];
  starts_at: Date;
  ends_at: Date;
  comment: string;
  author: string;
  created_at: Date;
  state: Silence["state"];
}

/** Silences of a project, newest first, each with how much it silences now. */
export async function silencesPage({ pool, projectId, now }: QueryRequest, query: z.infer<typeof silencesQuerySchema>) {
  const before = fromCursor(z.number().int(), query.cursor);
  const [{ rows }, firing] = await Promise.all([
    pool.query<Row>(SELECT_SILENCES, [projectId, now, query.state ?? null, before, query.limit + 1]),
    pool.query<{ labels: Record<string, string> }>(SELECT_FIRING_LABELS, [projectId]),
  ]);
  return toPage(
    rows.map((row) => toSilence(row, firing.rows)),
    query.limit,
    (last) => last.id,
  );
}

function toSilence(row: Row, firing: readonly { labels: Record<string, string> }[]): Silence {
  return {
    ...row,
    starts_at: row.starts_at.toISOString(),
    ends_at: row.ends_at.toISOString(),
    created_at: row.created_at.toISOString(),
    silences: row.state === "active" ? firing.filter(({ labels }) => matches(row.matchers, labels)).length : 0,
  };
}

/** Silences what matches, for a time. */
export async function createSilence(request: QueryRequest, wanted: z.output<typeof createSilenceSchema>, author: string): Promise<Silence> {
  for (const [i, matcher] of wanted.matchers.entries()) {
    const wrong = matcherError(matcher);
    if (wrong) throw invalid(`/matchers/${i}`, wrong);
  }
  const startsAt = timeOf(wanted.starts_at, request.now) ?? request.now;
  const endsAt = timeOf(wanted.ends_at, request.now)!;
  if (endsAt <= startsAt || endsAt <= request.now) throw invalid("/ends_at", "A silence must end after it starts, and not in the past.");
  const { rows } = await request.pool.query<{ id: number }>(INSERT_SILENCE, [
    request.projectId,
    JSON.stringify(wanted.matchers),
    startsAt,
    endsAt,
    wanted.comment,
    author,
  ]);
  const page = await silencesPage(request, { limit: 500 });
  return page.data.find(({ id }) => id === rows[0]!.id)!;
}

/** Ends a silence now. */
export async function expireSilence({ pool, projectId }: QueryRequest, id: number): Promise<void> {
  const { rowCount } = await pool.query(EXPIRE_SILENCE, [projectId, id]);
  if (!rowCount)
    throw new Problem({ status: 404, code: "unknown_silence", detail: `There is no silence ${id} that goes on or is to come.` });
}

function invalid(pointer: string, detail: string): Problem {
  return new Problem({ status: 422, code: "invalid_silence", detail, extra: { errors: [{ pointer, detail }] } });
}
