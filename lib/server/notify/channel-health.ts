import type { PoolClient } from "pg";
import { groupKeyOf } from "#core/alarms/routing.ts";
import type { Alert } from "#core/contracts/channels.ts";
import type { ChannelRow } from "./channel-row.ts";

/** What was delivered says that a channel works. */
export const noteDelivered = (client: PoolClient, channelId: number): Promise<unknown> =>
  client.query("UPDATE channel SET dead_in_a_row = 0 WHERE id = $1 AND dead_in_a_row > 0", [channelId]);

/** How many dead letters in a row this one makes. */
export async function noteDead(client: PoolClient, channelId: number): Promise<number> {
  const { rows } = await client.query<{ dead_in_a_row: number }>(
    "UPDATE channel SET dead_in_a_row = dead_in_a_row + 1 WHERE id = $1 RETURNING dead_in_a_row",
    [channelId],
  );
  return rows[0]?.dead_in_a_row ?? 0;
}

/** An alert of Tidemark about itself. */
function selfAlert(channel: string, reason: string, now: Date): Alert {
  const at = now.toISOString();
  const base = process.env.TIDEMARK_URL?.trim().replace(/\/+$/, "") ?? "";
  const address = `${base}/alarms/channels`;
  return {
    status: "firing",
    labels: { alertname: "TidemarkChannelOff", severity: "critical", channel },
    annotations: {
      summary: `The channel ${channel} was switched off`,
      description: `${reason} Nobody is told of anything through it until it is mended and switched on again.`,
    },
    startsAt: at,
    endsAt: "0001-01-01T00:00:00Z",
    generatorURL: base && address,
    fingerprint: `tidemark-channel-off-${channel}`,
    incident: 0,
    values: {},
    threshold: null,
    n: 0,
    window: { from: at, to: at },
    incidentURL: base && address,
    silenceURL: "",
    dashboardURL: base && address,
    links: [],
  };
}

/** Channels that may say so: those of last resort where there are any, else all others that are on. */
const OTHERS = `SELECT c.id, coalesce(r.definition->'fallback' ? c.name, false) AS last_resort
FROM channel c LEFT JOIN routing r ON r.project_id = c.project_id
WHERE c.project_id = $1 AND c.id <> $2 AND c.enabled AND c.deleted_at IS NULL ORDER BY c.id`;

async function others(client: PoolClient, channel: ChannelRow): Promise<number[]> {
  const { rows } = await client.query<{ id: number; last_resort: boolean }>(OTHERS, [channel.project_id, channel.id]);
  const last = rows.filter((row) => row.last_resort);
  return (last.length > 0 ? last : rows).map((row) => row.id);
}

/** Switches a channel off that does not work, and says so through others. Its messages wait until it is switched on again. */
export async function switchOff(client: PoolClient, channel: ChannelRow, reason: string, now: Date): Promise<void> {
  const changed = await client.query(
    "UPDATE channel SET enabled = false, disabled_reason = $2, updated_at = $3 WHERE id = $1 AND enabled",
    [channel.id, reason, now],
  );
  if (changed.rowCount === 0) return;
  const alert = selfAlert(channel.name, reason, now);
  for (const id of await others(client, channel)) {
    await client.query(
      `INSERT INTO notification (project_id, channel_id, group_key, kind, alert, not_before, created_at) VALUES ($1, $2, $3, 'self', $4, $5, $5)`,
      [channel.project_id, id, groupKeyOf(["alertname", "channel"], alert.labels), alert, now],
    );
  }
}

const DISCARD = `WITH discarded AS (
  UPDATE message SET status = 'discarded', last_error = $2, ended_at = $3, lease_until = NULL
  WHERE channel_id = $1 AND status = 'pending' AND created_at < $4 AND NOT ($6::bool AND content->>'status' = 'resolved' AND EXISTS (
    SELECT 1 FROM notification n JOIN notification b ON b.incident_id = n.incident_id AND b.channel_id = n.channel_id AND b.kind <> 'resolved'
    JOIN message told ON told.id = b.message_id AND told.status = 'delivered' WHERE n.message_id = message.id)) RETURNING id
)
INSERT INTO incident_event (incident_id, at, kind, detail)
SELECT DISTINCT n.incident_id, $3::timestamptz, 'not_notified', jsonb_build_object('text', $5::text || ' was not told: ' || $2, 'channel', $5::text, 'channel_id', $1::int)
FROM notification n JOIN incident i ON i.id = n.incident_id WHERE n.message_id IN (SELECT id FROM discarded)`;

/**
 * Gives up what a channel has not been told yet and that was to be told before a time. `butEnds`: it is still told that something is over of
 * which the beginning was delivered.
 */
export const discardPending = (
  client: PoolClient,
  channel: { id: number; name: string },
  { reason, before, now, butEnds }: { reason: string; before: Date; now: Date; butEnds: boolean },
): Promise<unknown> => client.query(DISCARD, [channel.id, reason, now, before, channel.name, butEnds]);
