import type { Pool } from "pg";
import type { z } from "zod";
import type { messageSchema, messagesQuerySchema } from "#core/contracts/channels.ts";
import { inTransaction } from "../db/transaction.ts";
import { Problem } from "../http/problem.ts";
import { databaseClock } from "./clock.ts";
import type { MessageContent } from "./content.ts";
import { RESEND_GROUP } from "./resend.ts";
import { wakeSenders } from "./wake.ts";

type Message = z.output<typeof messageSchema>;

interface Row {
  id: string;
  sequence: string;
  channel: Message["channel"];
  status: Message["status"];
  content: MessageContent;
  attempts: { at: string; duration_ms: number; status: number | null; error: string | null }[];
  next_attempt_at: Date;
  created_at: Date;
  ended_at: Date | null;
}

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

/** Puts a message that was given up back among those to be sent, under its id, with all attempts before it. */
export function replayMessage(pool: Pool, projectId: number, id: string): Promise<Message> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ status: string; group_key: string; enabled: boolean; deleted_at: Date | null; name: string }>(
      `SELECT m.status, m.group_key, c.enabled, c.deleted_at, c.name FROM message m JOIN channel c ON c.id = m.channel_id
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
    await wakeSenders(client);
    const replayed = await client.query<Row>(`${SELECT} AND m.id = $2`, [projectId, id]);
    return toMessage(replayed.rows[0]!);
  });
}
