import { z } from "zod";
import { thresholdOf } from "#core/alarms/condition.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { metricInfo } from "#core/alarms/metrics.ts";
import { windowOf } from "#core/alarms/slots.ts";
import { ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import type { IncidentDetail, incidentsQuerySchema } from "#core/contracts/incidents.ts";
import { parseTime, TimeInputError } from "#core/time/relative.ts";
import { fromCursor, toPage } from "../../http/cursor.ts";
import { Problem } from "../../http/problem.ts";
import type { QueryRequest } from "../../queries/context.ts";
import { windowLink } from "../evaluate/window-link.ts";
import { readingOf, type StoredSeries } from "../rules/readings-json.ts";
import { loadSilences } from "../silences/load.ts";
import { SELECT_CHART, SELECT_EVENTS, SELECT_INCIDENT, SELECT_INCIDENTS } from "../sql/read-incidents.sql.ts";
import { type IncidentRow, toIncident } from "./rows.ts";

/** Incidents of a project: what fires first, then the newest. */
export async function incidentsPage({ pool, projectId, now }: QueryRequest, query: z.infer<typeof incidentsQuerySchema>) {
  const after = fromCursor(z.tuple([z.boolean(), z.iso.datetime(), z.number().int()]), query.cursor);
  const [{ rows }, silences] = await Promise.all([
    pool.query<IncidentRow>(SELECT_INCIDENTS, [
      projectId,
      query.model ?? null,
      query.alarm ?? null,
      query.status === undefined ? null : query.status === "firing",
      query.verdict ?? null,
      timeOf(query.from, now),
      timeOf(query.to, now),
      after?.[0] ?? null,
      after?.[1] ?? null,
      after?.[2] ?? null,
      query.limit + 1,
    ]),
    loadSilences(pool, projectId, now),
  ]);
  const incidents = rows.map((row) => toIncident(row, silences));
  return toPage(incidents, query.limit, (last) => [last.status === "firing", last.fired_at, last.id]);
}

/** A time of a query, or null; 422 when it is none. */
export function timeOf(input: string | undefined, now: Date): Date | null {
  if (input === undefined) return null;
  try {
    return parseTime(input, now);
  } catch (error) {
    if (!(error instanceof TimeInputError || error instanceof RangeError)) throw error;
    throw new Problem({ status: 422, code: "invalid_time", detail: error.message });
  }
}

/** Slots shown before the firing and after the end. */
const MARGIN = 24;

/** One incident with its history, the chart around it, and where to look. */
export async function incidentDetail({ pool, projectId, now }: QueryRequest, id: number): Promise<IncidentDetail> {
  const row = (await pool.query<IncidentRow>(SELECT_INCIDENT, [projectId, id])).rows[0];
  if (!row) throw new Problem({ status: 404, code: "unknown_incident", detail: `There is no incident ${id} in this project.` });
  const definition = ruleDefinitionSchema.parse(row.definition);
  const conditions = conditionsOf(definition.when);
  const worst = Date.parse(row.evidence.at_worst.slot_at);
  const { from, to } = windowOf({ ...definition, window: definition.every, delay: "0m" }, row.fired_at.getTime());
  const margin = MARGIN * (to - from);
  const end = (row.resolved_at ?? now).getTime() + margin;
  const [silences, events, chart] = await Promise.all([
    loadSilences(pool, projectId, now),
    pool.query<{ id: string; at: Date; kind: IncidentDetail["events"][number]["kind"]; author: string | null; detail: { text?: string } }>(
      SELECT_EVENTS,
      [id],
    ),
    pool.query<{ slot_at: Date; readings: StoredSeries[] }>(SELECT_CHART, [
      row.rule_id,
      new Date(row.fired_at.getTime() - margin),
      new Date(end),
    ]),
  ]);
  return {
    ...toIncident(row, silences),
    definition,
    conditions: conditions.map((condition) => ({
      title: metricInfo(condition.metric).title,
      unit: metricInfo(condition.metric).unit,
      threshold: condition.is.kind === "above" || condition.is.kind === "below" ? thresholdOf(condition) : null,
    })),
    chart: chart.rows.map(({ slot_at, readings }) => {
      const own = readings.find(({ series }) => series === row.series);
      const read = (own?.readings ?? conditions.map(() => ({}))).map(readingOf);
      return {
        slot_at: slot_at.toISOString(),
        status: own?.status ?? "no_data",
        values: read.map(({ value }) => value),
        n: read.map(({ n }) => n),
      };
    }),
    events: events.rows.map(({ id: event, at, kind, author, detail }) => ({
      id: String(event),
      at: at.toISOString(),
      kind,
      author,
      text: detail.text ?? "",
    })),
    link: windowLink(row.model, definition, row.labels, windowOf(definition, worst)),
    links: definition.links,
  };
}
