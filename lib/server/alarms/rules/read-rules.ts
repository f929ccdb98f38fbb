import { z } from "zod";
import { ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import type { Alarm, AlarmDetail, alarmsQuerySchema, evaluationSchema, evaluationsQuerySchema } from "#core/contracts/alarms.ts";
import { parseWindow, TimeInputError } from "#core/time/relative.ts";
import { prismaOf } from "../../db/client.ts";
import { type AlarmEvaluation, Prisma } from "../../db/generated/client.ts";
import { fromCursor, toPage } from "../../http/cursor.ts";
import { Problem } from "../../http/problem.ts";
import type { QueryRequest } from "../../queries/context.ts";
import { loadSilences } from "../silences/load.ts";
import { isSilenced } from "../silences/silenced.ts";
import { SELECT_RULE, SELECT_RULES, SELECT_SERIES } from "../sql/rules.sql.ts";
import { readingOf, type StoredSeries } from "./readings-json.ts";
import { type RuleRow, toAlarm } from "./rows.ts";

/** A page of a project's rules, by name. */
export async function alarmsPage({ pool, projectId, now }: QueryRequest, query: z.infer<typeof alarmsQuerySchema>) {
  const after = fromCursor(z.tuple([z.string(), z.number().int()]), query.cursor);
  const { rows } = await pool.query<RuleRow>(SELECT_RULES, [
    now,
    projectId,
    query.model ?? null,
    query.status ?? null,
    after?.[0] ?? null,
    after?.[1] ?? null,
    query.limit + 1,
  ]);
  return toPage(rows.map(toAlarm), query.limit, (last) => [last.name, last.id]);
}

/** One rule of the project; 404 for another's, as for none. */
export async function findRule({ pool, projectId, now }: QueryRequest, id: number): Promise<{ row: RuleRow; alarm: Alarm }> {
  const row = (await pool.query<RuleRow>(SELECT_RULE, [now, projectId, id])).rows[0];
  if (!row) throw new Problem({ status: 404, code: "unknown_alarm", detail: `There is no alarm ${id} in this project.` });
  return { row, alarm: toAlarm(row) };
}

interface SeriesRow {
  series: string;
  status: AlarmDetail["status"];
  changed_at: Date;
  incident_id: number | null;
  labels: Record<string, string> | null;
  series_labels: Record<string, string> | null;
}

/** A rule with where each of its series stands, and what it has said over time. */
export async function alarmDetail(request: QueryRequest, id: number): Promise<AlarmDetail> {
  const { row, alarm } = await findRule(request, id);
  const { pool, now } = request;
  const db = prismaOf(pool);
  const [series, latest, versions, silences] = await Promise.all([
    pool.query<SeriesRow>(SELECT_SERIES, [row.id]),
    db.alarmEvaluation.findFirst({
      where: { ruleId: row.id, outcome: { not: "skipped" } },
      orderBy: { slotAt: "desc" },
      select: { readings: true },
    }),
    db.alarmRuleVersion.findMany({ where: { ruleId: row.id }, orderBy: { version: "desc" } }),
    loadSilences(pool, row.project_id, now),
  ]);
  const readings = latest === null ? [] : storedSeries(latest.readings);
  return {
    ...alarm,
    series: series.rows.map(({ series: key, status, changed_at, incident_id, labels, series_labels }) => ({
      series: key,
      labels: labels ?? series_labels ?? {},
      status,
      since: changed_at.toISOString(),
      silenced: labels !== null && isSilenced(silences, labels),
      incident: incident_id,
      readings: (readings.find((stored) => stored.series === key)?.readings ?? []).map(readingOf),
    })),
    versions: versions.map(({ version, reason, note, author, definition, createdAt }) => ({
      version,
      reason: reason as AlarmDetail["versions"][number]["reason"],
      note,
      author,
      definition: ruleDefinitionSchema.parse(definition),
      created_at: createdAt.toISOString(),
    })),
  };
}

/** What a rule read in its slots, newest first. */
export async function evaluationsPage(request: QueryRequest, id: number, query: z.infer<typeof evaluationsQuerySchema>) {
  const { row } = await findRule(request, id);
  const { from, to } = windowOfQuery(query, request.now);
  const before = fromCursor(z.iso.datetime(), query.cursor);
  const rows = await prismaOf(request.pool).alarmEvaluation.findMany({
    where: { ruleId: row.id, slotAt: { gte: from, lte: to, lt: before ?? Prisma.skip } },
    orderBy: { slotAt: "desc" },
    take: query.limit + 1,
  });
  return toPage(rows.map(toEvaluation), query.limit, (last) => last.slot_at);
}

function toEvaluation(row: AlarmEvaluation): z.infer<typeof evaluationSchema> {
  return {
    rule_version: row.ruleVersion,
    outcome: row.outcome as z.infer<typeof evaluationSchema>["outcome"],
    reason: row.reason,
    slot_at: row.slotAt.toISOString(),
    evaluated_at: row.evaluatedAt.toISOString(),
    series: storedSeries(row.readings).map(({ series, status, readings }) => ({ series, status, readings: readings.map(readingOf) })),
  };
}

/** As they were written by an evaluation. */
const storedSeries = (readings: Prisma.JsonValue): StoredSeries[] => readings as unknown as StoredSeries[];

/** `from` and `to` of a query; 422 when they are no times. */
export function windowOfQuery(query: { from: string; to: string }, now: Date): { from: Date; to: Date } {
  try {
    return parseWindow(query.from, query.to, now);
  } catch (error) {
    if (!(error instanceof TimeInputError || error instanceof RangeError)) throw error;
    throw new Problem({ status: 422, code: "invalid_window", detail: error.message });
  }
}
