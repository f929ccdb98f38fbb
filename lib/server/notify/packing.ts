import { randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import type { Alert } from "#core/contracts/channels.ts";
import { inTransaction } from "../db/transaction.ts";
import { AHEAD_MS, type Clock, databaseClock } from "./clock.ts";
import { type NotificationKind, packContent } from "./content.ts";
import { wakeSenders } from "./wake.ts";

/** One message tells of so many at most; the others follow in the next. */
const MOST_ALERTS = 200;
/** PagerDuty takes one event a request, and some 120 of them a minute: a message of more would be refused in its midst again and again. */
const MOST_EVENTS = 50;
const MOST_GROUPS = 100;

const IS_DUE = (now: string) => `(not_before <= ${now} OR created_at > ${now}::timestamptz + interval '${AHEAD_MS} ms')`;
const DUE = `SELECT channel_id, group_key FROM notification WHERE message_id IS NULL AND ${IS_DUE("$1")}
GROUP BY channel_id, group_key ORDER BY min(id) LIMIT $2`;
const OF_GROUP = `SELECT id, project_id, kind, alert FROM notification
WHERE channel_id = $1 AND group_key = $2 AND message_id IS NULL AND ${IS_DUE("$3")} ORDER BY id LIMIT $4 FOR UPDATE`;
const WRITE = `INSERT INTO message (id, project_id, channel_id, group_key, content, status, last_error, ended_at, next_attempt_at, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`;
const UNTOLD = `INSERT INTO incident_event (incident_id, at, kind, detail)
SELECT DISTINCT n.incident_id, $2::timestamptz, 'not_notified', jsonb_build_object('text', $3::text)
FROM notification n JOIN incident i ON i.id = n.incident_id WHERE n.message_id = $1`;
/** Messages of one group are numbered in the order in which they are committed, because one packs at a time. */
const LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('pack messages', 0)) AS mine";

interface Row {
  id: string;
  project_id: number;
  kind: NotificationKind;
  alert: Alert;
}

/** Never with a dot: the signature of webhooks puts one after it. */
const newMessageId = (): string => `msg_${randomBytes(16).toString("base64url")}`;

/** Makes one message of what is due in a group; null when nothing is. Its content does not change any more. */
export async function packGroup(client: PoolClient, channelId: number, groupKey: string, now: Date): Promise<string | null> {
  const channels = await client.query<{ name: string; kind: string; deleted_at: Date | null }>(
    "SELECT name, kind, deleted_at FROM channel WHERE id = $1",
    [channelId],
  );
  const channel = channels.rows[0];
  const most = channel?.kind === "pagerduty" ? MOST_EVENTS : MOST_ALERTS;
  const { rows } = await client.query<Row>(OF_GROUP, [channelId, groupKey, now, most]);
  if (rows.length === 0) return null;
  const gone = !channel || channel.deleted_at !== null;
  const externalURL = process.env.TIDEMARK_URL?.trim().replace(/\/+$/, "") ?? "";
  const content = packContent(rows, { receiver: channel?.name ?? "", groupKey, at: now, externalURL });
  const id = newMessageId();
  const ended = gone ? ["discarded", "The channel was deleted.", now] : ["pending", null, null];
  await client.query(WRITE, [id, rows[0]!.project_id, channelId, groupKey, content, ...ended, now]);
  await client.query("UPDATE notification SET message_id = $1 WHERE id = ANY($2)", [id, rows.map((row) => row.id)]);
  if (gone) await client.query(UNTOLD, [id, now, `${channel?.name ?? "A channel"} was not told: the channel was deleted.`]);
  return id;
}

/**
 * Packs what is due; answers how many groups that were. While another process does it, nothing. A group that cannot be packed keeps no other
 * from being told: what went wrong is thrown when they are packed.
 */
export async function packRound(pool: Pool, clock: Clock = databaseClock): Promise<number> {
  const errors: unknown[] = [];
  const packed = await inTransaction(pool, async (client) => {
    const lock = await client.query<{ mine: boolean }>(LOCK);
    if (!lock.rows[0]!.mine) return 0;
    const now = await clock(client);
    const { rows } = await client.query<{ channel_id: number; group_key: string }>(DUE, [now, MOST_GROUPS]);
    for (const { channel_id, group_key } of rows) {
      await client.query("SAVEPOINT before_group");
      try {
        await packGroup(client, channel_id, group_key, now);
        await client.query("RELEASE SAVEPOINT before_group");
      } catch (error) {
        await client.query("ROLLBACK TO SAVEPOINT before_group");
        errors.push(error);
      }
    }
    if (rows.length > 0) await wakeSenders(client);
    return rows.length;
  });
  if (errors.length > 0) throw errors[0];
  return packed;
}
