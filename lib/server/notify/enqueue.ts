import type { PoolClient } from "pg";
import { groupKeyOf, type Route, routesFor, waitMs } from "#core/alarms/routing.ts";
import { type Alert, type Routing, routingSchema } from "#core/contracts/channels.ts";
import type { NotificationKind } from "./content.ts";
import { wakeSenders } from "./wake.ts";

/** Something to tell. */
export interface ToTell {
  projectId: number;
  ruleId: number | null;
  /** Null: it is about Tidemark itself. */
  incidentId: number | null;
  kind: Exclude<NotificationKind, "test">;
  alert: Alert;
  /** What routes match and groups are made of. */
  labels: Record<string, string>;
}

/** A channel as far as it has to be known to write down what it is told. */
export interface Addressee {
  id: number;
  name: string;
  enabled: boolean;
}

export interface Target {
  channel: Addressee;
  groupKey: string;
  route: Pick<Route, "group_wait" | "group_interval" | "repeat_every">;
}

/** What applies while nobody has said anything: everyone in `fallback`, which is nobody. */
export const DEFAULT_ROUTING: Routing = routingSchema.parse({});

/** A project's routing; the default while nobody has said anything, or when what is stored is of an older Tidemark. */
export async function loadRouting(client: Pick<PoolClient, "query">, projectId: number): Promise<Routing> {
  const { rows } = await client.query<{ definition: unknown }>("SELECT definition FROM routing WHERE project_id = $1", [projectId]);
  const parsed = routingSchema.safeParse(rows[0]?.definition ?? {});
  return parsed.success ? parsed.data : DEFAULT_ROUTING;
}

/** A project's routing, and its channels by name. */
export async function loadAddressees(
  client: PoolClient,
  projectId: number,
): Promise<{ routing: Routing; channels: Map<string, Addressee> }> {
  const { rows } = await client.query<Addressee>("SELECT id, name, enabled FROM channel WHERE project_id = $1 AND deleted_at IS NULL", [
    projectId,
  ]);
  return { routing: await loadRouting(client, projectId), channels: new Map(rows.map((row) => [row.name, row])) };
}

/** Who is told of something: each channel once; of several routes to it the first. */
export function targetsOf(labels: Record<string, string>, routing: Routing, channels: Map<string, Addressee>): Target[] {
  const targets = new Map<number, Target>();
  for (const route of routesFor(routing, labels)) {
    for (const name of route.channels) {
      const channel = channels.get(name);
      if (channel && !targets.has(channel.id)) targets.set(channel.id, { channel, groupKey: groupKeyOf(route.group_by, labels), route });
    }
  }
  return [...targets.values()];
}

/** Alertmanager's own words have none for an alert that somebody has seen: a receiver of them would take it for one that fires anew. */
const KNOWS_ACKNOWLEDGED = "c.kind <> 'alertmanager' AND NOT (c.kind = 'webhook' AND c.config->>'body' = 'alertmanager')";

/**
 * Whoever was told, or will be, that an incident fires: they are told that it is over too, and that somebody has seen it, in the same group,
 * whatever the routing says by now.
 */
async function toldOf(client: PoolClient, item: ToTell, routing: Routing): Promise<Target[]> {
  const { rows } = await client.query<Addressee & { group_key: string }>(
    `SELECT DISTINCT ON (n.channel_id) c.id, c.name, c.enabled, n.group_key
     FROM notification n JOIN channel c ON c.id = n.channel_id LEFT JOIN message m ON m.id = n.message_id
     WHERE n.incident_id = $1 AND n.kind <> 'resolved' AND c.deleted_at IS NULL
       AND (n.message_id IS NULL OR m.status IN ('pending', 'delivered'))
       AND ($2 OR (${KNOWS_ACKNOWLEDGED}))
     ORDER BY n.channel_id, n.id DESC`,
    [item.incidentId, item.kind === "resolved"],
  );
  return rows.map(({ group_key, ...channel }) => ({ channel, groupKey: group_key, route: routing }));
}

/**
 * Together with those of its group that wait already; else after `group_wait` if the group is new, or `group_interval` after it was told last.
 * That somebody has seen it is told at once, before others are called out of bed, but not before that it fires.
 */
async function waitUntil(client: PoolClient, item: ToTell, { channel, groupKey, route }: Target, now: Date): Promise<Date> {
  const { rows } = await client.query<{ waiting: Date | null; own: Date | null; told: Date | null }>(
    `SELECT min(not_before) AS waiting, max(not_before) FILTER (WHERE incident_id = $3) AS own,
       (SELECT max(created_at) FROM message WHERE channel_id = $1 AND group_key = $2) AS told
     FROM notification WHERE channel_id = $1 AND group_key = $2 AND message_id IS NULL`,
    [channel.id, groupKey, item.incidentId],
  );
  const { waiting, own, told } = rows[0]!;
  if (item.kind === "acknowledged") return own ?? now;
  const first = now.getTime() + waitMs(route.group_wait);
  const next = told ? Math.min(told.getTime(), now.getTime()) + waitMs(route.group_interval) : 0;
  // What was written by a clock that was ahead waits until then; nothing waits with it.
  return new Date(Math.min(waiting?.getTime() ?? Number.POSITIVE_INFINITY, Math.max(first, next)));
}

const TELL = `INSERT INTO notification (project_id, channel_id, group_key, rule_id, incident_id, kind, alert, not_before, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/**
 * Writes down that a channel has to be told; of one that is off, that it was not. What it was told of is open at the receiver until the end is
 * told: that waits until the channel is on again.
 */
export async function tell(client: PoolClient, item: ToTell, target: Target, now: Date): Promise<void> {
  const { channel, groupKey } = target;
  if (!channel.enabled && item.kind !== "resolved") {
    if (item.incidentId === null) return;
    const detail = { text: `${channel.name} was not told: the channel is switched off.`, channel: channel.name, channel_id: channel.id };
    await client.query("INSERT INTO incident_event (incident_id, at, kind, detail) VALUES ($1, $2, 'not_notified', $3)", [
      item.incidentId,
      now,
      detail,
    ]);
    return;
  }
  const notBefore = await waitUntil(client, item, target, now);
  await client.query(TELL, [item.projectId, channel.id, groupKey, item.ruleId, item.incidentId, item.kind, item.alert, notBefore, now]);
}

/**
 * Writes down who has to be told, in the transaction of the change that it tells of: either both happen or neither. Nothing is sent
 * here. `now` is the data base's time.
 */
export async function enqueue(client: PoolClient, items: readonly ToTell[], now: Date): Promise<void> {
  const projects = new Map<number, { routing: Routing; channels: Map<string, Addressee> }>();
  for (const item of items) {
    const project = projects.get(item.projectId) ?? (await loadAddressees(client, item.projectId));
    projects.set(item.projectId, project);
    const { routing, channels } = project;
    const told = item.kind === "resolved" || item.kind === "acknowledged";
    const targets = told ? await toldOf(client, item, routing) : targetsOf(item.labels, routing, channels);
    for (const target of targets) await tell(client, item, target, now);
  }
  if (items.length > 0) await wakeSenders(client);
}
