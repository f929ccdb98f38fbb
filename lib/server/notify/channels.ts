import type { PoolClient } from "pg";
import type { z } from "zod";
import {
  type Channel,
  type ChannelSecret,
  type createChannelSchema,
  type patchChannelSchema,
  routingSchema,
} from "#core/contracts/channels.ts";
import { Problem } from "../http/problem.ts";
import { discardPending } from "./channel-health.ts";
import { checkChannel, checkMove, missingSecrets, newSigningSecret } from "./channel-secrets.ts";
import { databaseClock } from "./clock.ts";
import { findChannel } from "./list-channels.ts";
import { seal, UnreadableSecret, unseal } from "./secrets.ts";
import { wakeSenders } from "./wake.ts";

// Every one of these runs in a transaction of the caller's, so that a file of channels and routing is taken in whole or not at all.

type NewChannel = z.output<typeof createChannelSchema>;
type ChannelChanges = z.output<typeof patchChannelSchema>;

interface Stored {
  id: number;
  name: string;
  config: { kind: string };
  secret: Buffer | null;
  enabled: boolean;
}

export const unknownChannel = (id: number): Problem =>
  new Problem({ status: 404, code: "not_found", detail: `There is no channel ${id}.` });

const isTaken = (error: unknown): boolean => (error as { constraint?: string }).constraint === "channel_project_id_name_key";
const taken = (name: string): Problem =>
  new Problem({ status: 409, code: "channel_exists", detail: `There is a channel "${name}" already: choose another name.` });

/** Messages that waited longer than this while their channel was off are not sent any more: they would be news of yesterday. */
const STALE_MS = 24 * 3_600_000;

/**
 * Makes a channel. `incomplete`: a secret that it cannot do without may be missing; it is then off until that is typed in. The signing
 * secret of a webhook is in the answer when it was made here.
 */
export async function createChannel(
  client: PoolClient,
  projectId: number,
  { name, config, secret: given }: NewChannel,
  { incomplete = false }: { incomplete?: boolean } = {},
): Promise<Channel & { signing_secret: string | null }> {
  const made = config.kind === "webhook" && config.body === "standard" && !given.signing_secret ? newSigningSecret() : null;
  const secret: ChannelSecret = made ? { ...given, signing_secret: made } : given;
  checkChannel(config, secret, incomplete);
  const missing = missingSecrets(config.kind, secret);
  const off = missing.length > 0 ? `Its secret has to be typed in: ${missing.join(", ")}.` : null;
  const { rows } = await client.query<{ id: number }>("SELECT nextval(pg_get_serial_sequence('channel', 'id'))::int AS id");
  const id = rows[0]!.id;
  try {
    await client.query(
      "INSERT INTO channel (id, project_id, name, kind, config, secret, enabled, disabled_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      [id, projectId, name, config.kind, config, seal(id, secret), off === null, off],
    );
  } catch (error) {
    throw isTaken(error) ? taken(name) : error;
  }
  return { ...(await findChannel(client, projectId, id))!, signing_secret: made };
}

async function lockChannel(client: PoolClient, projectId: number, id: number): Promise<Stored> {
  const { rows } = await client.query<Stored>(
    "SELECT id, name, config, secret, enabled FROM channel WHERE project_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE",
    [projectId, id],
  );
  if (!rows[0]) throw unknownChannel(id);
  return rows[0];
}

/** What the channel has, with what was typed in anew. One that cannot be read is replaced whole. */
function newSecret(stored: Stored, given: ChannelSecret | undefined): ChannelSecret {
  try {
    return { ...unseal(stored.id, stored.secret), ...given };
  } catch (error) {
    if (error instanceof UnreadableSecret) return given ?? {};
    throw error;
  }
}

/** Routing names channels: a channel that is called otherwise stays where it was. */
async function renameInRouting(client: PoolClient, projectId: number, from: string, to: string): Promise<void> {
  const { rows } = await client.query<{ definition: unknown }>("SELECT definition FROM routing WHERE project_id = $1 FOR UPDATE", [
    projectId,
  ]);
  const routing = routingSchema.safeParse(rows[0]?.definition);
  if (!routing.success) return;
  const rename = (names: string[]) => names.map((name) => (name === from ? to : name));
  const { routes, fallback, ...rest } = routing.data;
  const renamed = { ...rest, fallback: rename(fallback), routes: routes.map((route) => ({ ...route, channels: rename(route.channels) })) };
  await client.query("UPDATE routing SET definition = $2, version = version + 1, updated_at = clock_timestamp() WHERE project_id = $1", [
    projectId,
    renamed,
  ]);
}

async function switchOn(client: PoolClient, stored: Stored): Promise<void> {
  const now = await databaseClock(client);
  const before = new Date(now.getTime() - STALE_MS);
  await discardPending(client, stored, { reason: "the channel was off for more than a day.", before, now, butEnds: true });
  await client.query("UPDATE channel SET enabled = true, disabled_reason = NULL, dead_in_a_row = 0 WHERE id = $1", [stored.id]);
  await wakeSenders(client);
}

/** Changes what is given. Switching a channel on forgets why it was off, and what it was not told within the last day goes out. */
export async function patchChannel(client: PoolClient, projectId: number, id: number, changes: ChannelChanges): Promise<Channel> {
  const stored = await lockChannel(client, projectId, id);
  const { name, config, secret, enabled } = changes;
  if (config && config.kind !== stored.config.kind) {
    const detail = `This is a channel of kind ${stored.config.kind}. Make a new one of kind ${config.kind} and delete this one.`;
    throw new Problem({ status: 422, code: "kind_is_fixed", detail, extra: { errors: [{ pointer: "/config/kind", detail }] } });
  }
  const current = (await findChannel(client, projectId, id))!;
  if (config || secret) {
    const next = newSecret(stored, secret);
    checkChannel(config ?? current.config, next, secret === undefined);
    if (config) {
      const kept = Object.keys(next).filter((name) => !Object.hasOwn(secret ?? {}, name));
      checkMove(current.config, config, kept);
    }
    // Settings alone leave the sealed secret as it is, readable or not.
    const sealed = secret ? seal(id, next) : stored.secret;
    await client.query("UPDATE channel SET config = $2, secret = $3 WHERE id = $1", [id, config ?? current.config, sealed]);
  }
  if (name !== undefined && name !== stored.name) {
    try {
      await client.query("UPDATE channel SET name = $2 WHERE id = $1", [id, name]);
    } catch (error) {
      throw isTaken(error) ? taken(name) : error;
    }
    await renameInRouting(client, projectId, stored.name, name);
  }
  if (enabled === true && !stored.enabled) await switchOn(client, stored);
  if (enabled === false) await client.query("UPDATE channel SET enabled = false, disabled_reason = NULL WHERE id = $1 AND enabled", [id]);
  await client.query("UPDATE channel SET updated_at = clock_timestamp() WHERE id = $1", [id]);
  return (await findChannel(client, projectId, id))!;
}

/** Deletes a channel that no route names, and its secret with it. Its messages stay to be seen. */
export async function deleteChannel(client: PoolClient, projectId: number, id: number): Promise<void> {
  const stored = await lockChannel(client, projectId, id);
  const { rows } = await client.query<{ definition: unknown }>("SELECT definition FROM routing WHERE project_id = $1", [projectId]);
  const routing = routingSchema.safeParse(rows[0]?.definition);
  const named =
    routing.success &&
    [routing.data.fallback, ...routing.data.routes.map((route) => route.channels)].some((names) => names.includes(stored.name));
  if (named) {
    const detail = `The routing names the channel "${stored.name}": take it out there first, so that nobody waits for alarms that nobody gets.`;
    throw new Problem({ status: 409, code: "channel_in_use", detail });
  }
  const now = await databaseClock(client);
  await discardPending(client, stored, { reason: "the channel was deleted.", before: new Date(now.getTime() + 1), now, butEnds: false });
  await client.query("UPDATE channel SET deleted_at = $2, secret = NULL, enabled = false WHERE id = $1", [id, now]);
}
