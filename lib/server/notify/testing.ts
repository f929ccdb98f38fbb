import type { Pool } from "pg";
import type { Alert, ChannelConfig, ChannelSecret } from "#core/contracts/channels.ts";
import { inTransaction } from "../db/transaction.ts";
import { enqueue, type ToTell } from "./enqueue.ts";
import type { OutboundAnswer, OutboundRequest } from "./request.ts";
import { seal } from "./secrets.ts";
import type { SenderDeps } from "./sender.ts";
import { testAlert } from "./testing-alert.ts";

/** A clock that a test moves on. */
export class TestClock {
  now: Date;

  constructor(start = "2026-11-22T12:00:00.000Z") {
    this.now = new Date(start);
  }
  read = async (): Promise<Date> => this.now;
  pass(seconds: number): void {
    this.now = new Date(this.now.getTime() + seconds * 1000);
  }
}

type Answer = Partial<OutboundAnswer> | Error;

/** Takes the place of the network: writes down what is sent and answers as told, 200 unless. */
export class Receiver {
  readonly requests: (OutboundRequest & { json: unknown })[] = [];
  answer: (request: OutboundRequest, nth: number) => Answer | Promise<Answer> = () => ({});

  readonly post: NonNullable<SenderDeps["post"]> = async (_guard, request) => {
    this.requests.push({ ...request, json: JSON.parse(request.body) });
    const answer = await this.answer(request, this.requests.length);
    if (answer instanceof Error) throw answer;
    return { status: 200, headers: {}, body: "ok", ...answer };
  };
  get ids(): (string | undefined)[] {
    return this.requests.map((request) => request.headers["webhook-id"]);
  }
}

/** Writes a channel as it is stored, without what the API holds it against. */
export async function addTestChannel(
  pool: Pool,
  projectId: number,
  name: string,
  config: ChannelConfig,
  secret: ChannelSecret = {},
): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    "INSERT INTO channel (project_id, name, kind, config) VALUES ($1, $2, $3, $4) RETURNING id",
    [projectId, name, config.kind, config],
  );
  const id = rows[0]!.id;
  await pool.query("UPDATE channel SET secret = $2 WHERE id = $1", [id, seal(id, secret)]);
  return id;
}

export const hook = (url = "https://example.org/hook"): ChannelConfig => ({ kind: "webhook", url, body: "standard" });

/** A rule with an open incident, as the evaluation would have written them. */
export async function addTestIncident(
  pool: Pool,
  projectId: number,
  labels: Record<string, string> = {},
): Promise<{ ruleId: number; incidentId: number }> {
  const rule = await pool.query<{ id: number }>(
    "INSERT INTO alarm_rule (project_id, name, definition, origin) VALUES ($1, 'Age drifts', '{}', 'user') RETURNING id",
    [projectId],
  );
  const incident = await pool.query<{ id: number }>(
    `INSERT INTO incident (project_id, rule_id, rule_version, series, severity, labels, fired_at, evidence)
     VALUES ($1, $2, 1, '', 'warning', $3, '2026-11-22T12:00:00Z', '{}') RETURNING id`,
    [projectId, rule.rows[0]!.id, labels],
  );
  return { ruleId: rule.rows[0]!.id, incidentId: incident.rows[0]!.id };
}

/** Something to tell of an incident. */
export function toTell(
  projectId: number,
  of: { ruleId: number | null; incidentId: number | null },
  kind: ToTell["kind"] = "firing",
  changes: Partial<Alert> = {},
): ToTell {
  const over = kind === "resolved" ? { status: "resolved" as const, endsAt: "2026-11-22T13:00:00.000Z" } : {};
  const alert = testAlert({ incident: of.incidentId ?? 0, fingerprint: `fp${of.incidentId}`, ...over, ...changes });
  return { projectId, ...of, kind, alert, labels: alert.labels };
}

export const enqueueNow = (pool: Pool, items: ToTell[], now: Date): Promise<void> =>
  inTransaction(pool, (client) => enqueue(client, items, now));

export async function setRouting(pool: Pool, projectId: number, routing: object): Promise<void> {
  await pool.query(
    "INSERT INTO routing (project_id, definition) VALUES ($1, $2) ON CONFLICT (project_id) DO UPDATE SET definition = EXCLUDED.definition",
    [projectId, routing],
  );
}

/** Empties what these tests write. */
export const clearOutbox = (pool: Pool): Promise<unknown> =>
  pool.query("TRUNCATE notification, message, message_attempt, channel, routing, incident, incident_event, alarm_rule, silence CASCADE");
