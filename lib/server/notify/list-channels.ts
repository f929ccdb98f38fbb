import type { Pool, PoolClient } from "pg";
import { type Channel, channelConfigSchema } from "#core/contracts/channels.ts";
import type { Channel as StoredChannel } from "../db/generated/client.ts";
import type { SqlRow } from "../db/sql-row.ts";
import { hintsOf, UNREADABLE, unseal } from "./secrets.ts";

type Row = Pick<SqlRow<StoredChannel>, "id" | "name" | "config" | "secret" | "enabled" | "disabled_reason" | "created_at" | "updated_at"> &
  Pick<Channel, "delivered" | "dead" | "pending" | "last_error"> & { last_delivered_at: Date | null };

const SELECT = `SELECT c.id, c.name, c.config, c.secret, c.enabled, c.disabled_reason, c.created_at, c.updated_at,
  s.delivered, s.dead, s.pending, s.last_delivered_at, l.last_error
FROM channel c
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE status = 'delivered' AND ended_at > clock_timestamp() - interval '7 days')::int AS delivered,
    count(*) FILTER (WHERE status = 'dead' AND ended_at > clock_timestamp() - interval '7 days')::int AS dead,
    count(*) FILTER (WHERE status = 'pending')::int AS pending,
    max(ended_at) FILTER (WHERE status = 'delivered') AS last_delivered_at
  FROM message WHERE channel_id = c.id
) s
LEFT JOIN LATERAL (
  SELECT m.last_error FROM message m JOIN message_attempt a ON a.message_id = m.id WHERE m.channel_id = c.id ORDER BY a.at DESC LIMIT 1
) l ON true
WHERE c.project_id = $1 AND c.deleted_at IS NULL`;

function toChannel(row: Row): Channel {
  const { secret, created_at, updated_at, last_delivered_at, config, ...rest } = row;
  let secrets: Channel["secrets"] = [];
  let unreadable = false;
  try {
    secrets = hintsOf(unseal(row.id, secret));
  } catch {
    unreadable = true;
  }
  return {
    ...rest,
    config: channelConfigSchema.parse(config),
    secrets,
    last_delivered_at: last_delivered_at?.toISOString() ?? null,
    last_error: unreadable ? UNREADABLE : rest.last_error,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
}

/** A page of a project's channels by number. */
export async function listChannels(client: Pool | PoolClient, projectId: number, after: number, limit: number): Promise<Channel[]> {
  const { rows } = await client.query<Row>(`${SELECT} AND c.id > $2 ORDER BY c.id LIMIT $3`, [projectId, after, limit]);
  return rows.map(toChannel);
}

export async function findChannel(client: Pool | PoolClient, projectId: number, id: number): Promise<Channel | null> {
  const { rows } = await client.query<Row>(`${SELECT} AND c.id = $2`, [projectId, id]);
  return rows[0] ? toChannel(rows[0]) : null;
}
