import type { Pool } from "pg";
import { z } from "zod";
import { matcherError, matches } from "#core/alarms/matchers.ts";
import type { createSilenceSchema, Matcher, Silence, silencesQuerySchema } from "#core/contracts/incidents.ts";
import { prismaOf } from "../../db/client.ts";
import { Prisma } from "../../db/generated/client.ts";
import { fromCursor, toPage } from "../../http/cursor.ts";
import { Problem } from "../../http/problem.ts";
import type { QueryRequest } from "../../queries/context.ts";
import { timeOf } from "../incidents/read-incidents.ts";
import { EXPIRE_SILENCE } from "../sql/read-incidents.sql.ts";

const FIELDS = {
  id: true,
  matchers: true,
  startsAt: true,
  endsAt: true,
  expiredAt: true,
  comment: true,
  author: true,
  createdAt: true,
} satisfies Prisma.SilenceSelect;

type Row = Prisma.SilenceGetPayload<{ select: typeof FIELDS }>;

/** Those in a state at a time; the same distinctions as `stateOf`. */
const IN_STATE: Record<Silence["state"], (now: Date) => Prisma.SilenceWhereInput> = {
  expired: (now) => ({ OR: [{ expiredAt: { not: null } }, { endsAt: { lte: now } }] }),
  pending: (now) => ({ expiredAt: null, endsAt: { gt: now }, startsAt: { gt: now } }),
  active: (now) => ({ expiredAt: null, endsAt: { gt: now }, startsAt: { lte: now } }),
};

function stateOf({ expiredAt, startsAt, endsAt }: Row, now: Date): Silence["state"] {
  if (expiredAt !== null || endsAt <= now) return "expired";
  return startsAt > now ? "pending" : "active";
}

/** Silences of a project, newest first, each with how much it silences now. */
export async function silencesPage({ pool, projectId, now }: QueryRequest, query: z.infer<typeof silencesQuerySchema>) {
  const before = fromCursor(z.int32(), query.cursor);
  const [rows, firing] = await Promise.all([
    prismaOf(pool).silence.findMany({
      where: { projectId, id: before === null ? Prisma.skip : { lt: before }, ...(query.state ? IN_STATE[query.state](now) : {}) },
      orderBy: { id: "desc" },
      take: query.limit + 1,
      select: FIELDS,
    }),
    firingLabels(pool, projectId),
  ]);
  return toPage(
    rows.map((row) => toSilence(row, firing, now)),
    query.limit,
    (last) => last.id,
  );
}

async function firingLabels(pool: Pool, projectId: number): Promise<Record<string, string>[]> {
  const open = await prismaOf(pool).incident.findMany({ where: { projectId, resolvedAt: null }, select: { labels: true } });
  return open.map(({ labels }) => labels as Record<string, string>);
}

function toSilence(row: Row, firing: readonly Record<string, string>[], now: Date): Silence {
  // Held against their schema when they were written.
  const matchers = row.matchers as unknown as Matcher[];
  const state = stateOf(row, now);
  return {
    id: row.id,
    matchers,
    starts_at: row.startsAt.toISOString(),
    ends_at: (row.expiredAt ?? row.endsAt).toISOString(),
    comment: row.comment,
    author: row.author,
    created_at: row.createdAt.toISOString(),
    state,
    silences: state === "active" ? firing.filter((labels) => matches(matchers, labels)).length : 0,
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
  const row = await prismaOf(request.pool).silence.create({
    data: { projectId: request.projectId, matchers: wanted.matchers, startsAt, endsAt, comment: wanted.comment, author },
    select: FIELDS,
  });
  return toSilence(row, await firingLabels(request.pool, request.projectId), request.now);
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
