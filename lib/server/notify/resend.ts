import type { Pool } from "pg";
import type { Alert } from "#core/contracts/channels.ts";
import { type ChannelRow, openChannel } from "./channel-row.ts";
import { databaseClock } from "./clock.ts";
import { type NotificationKind, packContent } from "./content.ts";
import { deliver, type Outcome } from "./deliver.ts";
import { deliveryOf, type SenderDeps } from "./sender.ts";

// Alertmanager forgets what is not said again: firing alerts go to it every minute, ended ones for a quarter of an hour. That is no
// telling of anybody, so it stands beside the outbox: one row of `message` a channel, whose attempts show how it goes.

const EVERY_MS = 60_000;
const ATTEMPTS_KEPT = 60;
export const RESEND_GROUP = "sent every minute";

const STANDING = `SELECT n.kind, n.alert FROM incident i
CROSS JOIN LATERAL (SELECT kind, alert, created_at FROM notification WHERE incident_id = i.id AND channel_id = $1 ORDER BY id DESC LIMIT 1) n
WHERE i.project_id = $2 AND (
  (i.resolved_at IS NULL AND n.alert->>'status' = 'firing')
  OR (i.resolved_at > $3::timestamptz - interval '7 days' AND n.kind = 'resolved' AND n.created_at > $3::timestamptz - interval '15 minutes'))
ORDER BY i.id LIMIT 20000`;
/** So many alerts in one request: some 1.5 MB. */
const AT_ONCE = 1_000;
/** So many are kept with the message, to be seen; its title counts all of them. */
const ALERTS_KEPT = 100;
const CLAIM = `INSERT INTO message (id, project_id, channel_id, group_key, status, content, next_attempt_at, created_at, ended_at)
VALUES ($1, $2, $3, $4, 'delivered', $5, $6, $7, $7)
ON CONFLICT (id) DO UPDATE SET next_attempt_at = EXCLUDED.next_attempt_at, content = EXCLUDED.content
WHERE message.next_attempt_at <= $7 RETURNING id`;
const RECORD = `WITH noted AS (
  UPDATE message SET status = $2, attempts = attempts + 1, last_error = $3, ended_at = $4 WHERE id = $1 RETURNING attempts
), gone AS (
  DELETE FROM message_attempt WHERE message_id = $1 AND attempt <= (SELECT attempts FROM noted) - ${ATTEMPTS_KEPT}
)
INSERT INTO message_attempt (message_id, attempt, at, duration_ms, status, error) SELECT $1, attempts, $4, $5, $6, $3 FROM noted`;

type Told = Pick<Outcome, "delivered" | "status" | "error">;

async function resend(pool: Pool, channel: ChannelRow, now: Date, deps: SenderDeps): Promise<boolean> {
  const { rows } = await pool.query<{ kind: NotificationKind; alert: Alert }>(STANDING, [channel.id, channel.project_id, now]);
  if (rows.length === 0) return false;
  const id = `msg_resend_${channel.id}`;
  const content = packContent(rows, { receiver: channel.name, groupKey: RESEND_GROUP, at: now, externalURL: "" });
  const next = new Date(now.getTime() + EVERY_MS);
  const kept = { ...content, alerts: content.alerts.slice(0, ALERTS_KEPT) };
  const claimed = await pool.query(CLAIM, [id, channel.project_id, channel.id, RESEND_GROUP, kept, next, now]);
  if (claimed.rowCount === 0) return false;
  const from = performance.now();
  let outcome: Told = { delivered: true, status: null, error: null };
  try {
    const opened = openChannel(channel);
    for (let at = 0; at < content.alerts.length && (outcome.delivered || outcome.status !== null); at += AT_ONCE) {
      const some = { ...content, alerts: content.alerts.slice(at, at + AT_ONCE) };
      const told = await deliver({ id, content: some, now, ...opened }, deliveryOf(deps));
      // The others would end there if they were not sent because of one that was refused.
      if (outcome.delivered) outcome = told;
    }
  } catch (error) {
    outcome = { delivered: false, status: null, error: (error as Error).message };
  }
  const duration = Math.round(performance.now() - from);
  // Not `dead`: the next minute says it again by itself.
  await pool.query(RECORD, [id, outcome.delivered ? "delivered" : "discarded", outcome.error, now, duration, outcome.status]);
  return true;
}

/** Sends what stands to every Alertmanager whose minute is over; answers how many that were. */
export async function resendRound(pool: Pool, deps: SenderDeps = {}): Promise<number> {
  const { rows } = await pool.query<ChannelRow>(
    "SELECT id, project_id, name, config, secret FROM channel WHERE kind = 'alertmanager' AND enabled AND deleted_at IS NULL ORDER BY id",
  );
  if (rows.length === 0) return 0;
  const now = await (deps.clock ?? databaseClock)(pool);
  const sent = await Promise.all(rows.map((channel) => resend(pool, channel, now, deps)));
  return sent.filter(Boolean).length;
}
