import type { Pool, PoolClient } from "pg";
import type { ChannelRow } from "./channel-row.ts";
import { AHEAD_MS } from "./clock.ts";
import type { MessageContent } from "./content.ts";

/** A message that this process alone sends until the lease runs out. */
export interface Claimed {
  id: string;
  content: MessageContent;
  leaseUntil: Date;
  channel: ChannelRow;
}

interface Row {
  id: string;
  content: MessageContent;
  lease_until: Date;
  channel_id: number;
  project_id: number;
  name: string;
  config: ChannelRow["config"];
  secret: Buffer | null;
}

// No lease is as long as ten minutes, and no pause between attempts as long as 27 hours: a clock that was ahead has written that.
const leased = (of: string) => `(${of}.lease_until > $1 AND ${of}.lease_until < $1::timestamptz + interval '10 minutes')`;
const FREE = `${leased("m")} IS NOT TRUE`;
const IS_DUE = `(m.next_attempt_at <= $1 OR m.next_attempt_at > $1::timestamptz + interval '27 hours'
      OR (m.attempts = 0 AND m.created_at > $1::timestamptz + interval '${AHEAD_MS} ms'))`;
// Due, of a channel that is on, and nothing earlier of its group is still to be sent. A channel that hangs holds up only itself:
// it has at most so many messages under way (one for Slack, which takes one a second).
const CLAIM = `WITH candidate AS MATERIALIZED (
  SELECT m.id, row_number() OVER (PARTITION BY m.channel_id ORDER BY m.next_attempt_at, m.sequence) AS place,
    (CASE c.kind WHEN 'slack' THEN 1 ELSE 4 END) - (
      SELECT count(*) FROM message l WHERE l.channel_id = m.channel_id AND l.status = 'pending' AND ${leased("l")}) AS free
  FROM message m JOIN channel c ON c.id = m.channel_id
  WHERE m.status = 'pending' AND ${IS_DUE} AND ${FREE}
    AND c.enabled AND c.deleted_at IS NULL
    AND NOT EXISTS (
      SELECT 1 FROM message e
      WHERE e.channel_id = m.channel_id AND e.group_key = m.group_key AND e.sequence < m.sequence AND e.status = 'pending')
), due AS (
  SELECT m.id FROM message m JOIN candidate d ON d.id = m.id
  WHERE d.place <= d.free AND m.status = 'pending' AND ${FREE}
  ORDER BY m.next_attempt_at, m.sequence LIMIT $3 FOR UPDATE OF m SKIP LOCKED
)
UPDATE message m SET lease_until = $2 FROM due, channel c WHERE m.id = due.id AND c.id = m.channel_id
RETURNING m.id, m.content, m.lease_until, c.id AS channel_id, c.project_id, c.name, c.config, c.secret`;

/** The same for one message, whether or not its channel is on: a person asked for it. */
const CLAIM_ONE = `UPDATE message m SET lease_until = $2 FROM channel c
WHERE m.id = $3 AND c.id = m.channel_id AND m.status = 'pending' AND ${FREE}
RETURNING m.id, m.content, m.lease_until, c.id AS channel_id, c.project_id, c.name, c.config, c.secret`;

const toClaimed = ({ id, content, lease_until, channel_id, ...channel }: Row): Claimed => ({
  id,
  content,
  leaseUntil: lease_until,
  channel: { ...channel, id: channel_id },
});

/** Takes up to `most` messages that are due. The lease is in the row, no transaction stays open: a process that dies loses it by time. */
export async function claimMessages(pool: Pool, now: Date, leaseMs: number, most: number): Promise<Claimed[]> {
  const { rows } = await pool.query<Row>(CLAIM, [now, new Date(now.getTime() + leaseMs), most]);
  return rows.map(toClaimed);
}

export async function claimMessage(pool: Pool | PoolClient, now: Date, leaseMs: number, id: string): Promise<Claimed | null> {
  const { rows } = await pool.query<Row>(CLAIM_ONE, [now, new Date(now.getTime() + leaseMs), id]);
  return rows[0] ? toClaimed(rows[0]) : null;
}
