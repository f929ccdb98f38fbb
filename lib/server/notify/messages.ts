import type { Pool, PoolClient } from "pg";
import type { z } from "zod";
import type { Alert, messageSchema, messagesQuerySchema } from "#core/contracts/channels.ts";
import type { Message as StoredMessage } from "../db/generated/client.ts";
import type { SqlRow } from "../db/sql-row.ts";
import { inTransaction } from "../db/transaction.ts";
import { Problem } from "../http/problem.ts";
import { databaseClock } from "./clock.ts";
import type { MessageContent } from "./content.ts";
import { loadRouting, tell } from "./enqueue.ts";
import { RESEND_GROUP } from "./resend.ts";
import { wakeSenders } from "./wake.ts";

type Message = z.output<typeof messageSchema>;

type Row = Pick<SqlRow<StoredMessage>, "id" | "sequence" | "next_attempt_at" | "created_at" | "ended_at"> &
  Pick<Message, "channel" | "status" | "attempts"> & { content: MessageContent };

const SELECT = `SELECT m.id, m.sequence, json_build_object('id', c.id, 'name', c.name) AS channel, m.status, m.content, m.next_attempt_at,
  m.created_at, m.ended_at, coalesce((
    SELECT json_agg(json_build_object('at', a.at, 'duration_ms', a.duration_ms, 'status', a.status, 'error', a.error) ORDER BY a.attempt)
    FROM message_attempt a WHERE a.message_id = m.id), '[]') AS attempts
FROM message m JOIN channel c ON c.id = m.channel_id WHERE m.project_id = $1`;

const toMessage = (row: Row): Message => ({
  id: row.id,
  channel: row.channel,
  status: row.status,
  title: row.content.title,
  alerts: row.content.alerts.length,
  attempts: row.attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at).toISOString() })),
  next_attempt_at: row.status === "pending" ? row.next_attempt_at.toISOString() : null,
  created_at: row.created_at.toISOString(),
  ended_at: row.ended_at?.toISOString() ?? null,
});

type Query = Pick<z.output<typeof messagesQuerySchema>, "channel" | "incident" | "status">;

/** Messages, newest first, before a sequence number; each with where it stands in the order. */
export async function listMessages(
  pool: Pool,
  projectId: number,
  { channel, incident, status }: Query,
  before: string | null,
  limit: number,
): Promise<{ message: Message; sequence: string }[]> {
  const { rows } = await pool.query<Row>(
    `${SELECT} AND ($2::int IS NULL OR m.channel_id = $2) AND ($3::text IS NULL OR m.status = $3)
     AND ($4::int IS NULL OR EXISTS (SELECT 1 FROM notification n WHERE n.message_id = m.id AND n.incident_id = $4))
     AND ($5::bigint IS NULL OR m.sequence < $5) ORDER BY m.sequence DESC LIMIT $6`,
    [projectId, channel ?? null, status ?? null, incident ?? null, before, limit],
  );
  return rows.map((row) => ({ message: toMessage(row), sequence: row.sequence }));
}

const refuse = (code: string, detail: string): Problem => new Problem({ status: 409, code, detail });

interface Replayed {
  status: string;
  group_key: string;
  channel_id: number;
  enabled: boolean;
  deleted_at: Date | null;
  name: string;
}

const ENDED = `SELECT DISTINCT ON (i.id) i.id AS incident_id, i.rule_id, i.resolved_at, n.alert
FROM notification n JOIN incident i ON i.id = n.incident_id
WHERE n.message_id = $1 AND i.resolved_at IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM notification e WHERE e.incident_id = i.id AND e.channel_id = n.channel_id AND e.kind = 'resolved')
ORDER BY i.id, n.id DESC`;

/** What is told to fire by a message sent again, and was over meanwhile, is told to be over after it: nobody would ever say so else. */
async function tellEnds(
  client: PoolClient,
  projectId: number,
  message: { id: string; channelId: number; channel: string; groupKey: string },
  now: Date,
): Promise<void> {
  const { rows } = await client.query<{ incident_id: number; rule_id: number; resolved_at: Date; alert: Alert }>(ENDED, [message.id]);
  const ended = rows.filter(({ alert }) => alert.status === "firing");
  if (ended.length === 0) return;
  const route = await loadRouting(client, projectId);
  const target = { channel: { id: message.channelId, name: message.channel, enabled: true }, groupKey: message.groupKey, route };
  for (const { incident_id, rule_id, resolved_at, alert } of ended) {
    const over: Alert = { ...alert, status: "resolved", endsAt: resolved_at.toISOString() };
    const item = { projectId, ruleId: rule_id, incidentId: incident_id, kind: "resolved" as const, alert: over, labels: over.labels };
    await tell(client, item, target, now);
  }
}

/** Puts a message that was given up back among those to be sent, under its id, with all attempts before it. */
export function replayMessage(pool: Pool, projectId: number, id: string): Promise<Message> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Replayed>(
      `SELECT m.status, m.group_key, m.channel_id, c.enabled, c.deleted_at, c.name FROM message m JOIN channel c ON c.id = m.channel_id
       WHERE m.project_id = $1 AND m.id = $2 FOR UPDATE OF m`,
      [projectId, id],
    );
    const found = rows[0];
    if (!found) throw new Problem({ status: 404, code: "not_found", detail: `There is no message ${id}.` });
    if (found.group_key === RESEND_GROUP) throw refuse("sent_anyway", "This one is sent again every minute by itself.");
    if (found.status === "pending") throw refuse("still_pending", "This message is still being sent.");
    if (found.status === "delivered") throw refuse("was_delivered", "This message was delivered.");
    if (found.deleted_at) throw refuse("channel_deleted", `The channel ${found.name} was deleted.`);
    if (!found.enabled) throw refuse("channel_off", `The channel ${found.name} is off: switch it on first.`);
    const now = await databaseClock(client);
    await client.query(
      "UPDATE message SET status = 'pending', attempts = 0, next_attempt_at = $2, lease_until = NULL, ended_at = NULL WHERE id = $1",
      [id, now],
    );
    await tellEnds(client, projectId, { id, channelId: found.channel_id, channel: found.name, groupKey: found.group_key }, now);
    await wakeSenders(client);
    const replayed = await client.query<Row>(`${SELECT} AND m.id = $2`, [projectId, id]);
    return toMessage(replayed.rows[0]!);
  });
}
