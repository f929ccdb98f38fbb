import type { ChannelConfig } from "#core/contracts/channels.ts";
import { Problem } from "../../http/problem.ts";
import { createChannel, deleteChannel, patchChannel } from "../../notify/channels.ts";
import { writeRouting } from "../../notify/routing.ts";
import { type Around, FileProblem } from "./around.ts";

/** Makes and changes channels as a file says, then the routing that names them. */
export async function applyChannels({ client, request: { projectId }, content, stored, changes }: Around): Promise<void> {
  for (const [i, { name, config, enabled }] of (content.channels ?? []).entries()) {
    const change = changes.find((one) => one.kind === "channel" && one.name === name);
    if (!change || change.action === "keep") continue;
    const known = stored.channels.get(name);
    await at(["channels", i], async () => {
      const id = known?.id ?? (await createChannel(client, projectId, { name, config, secret: {} }, { incomplete: true })).id;
      // What Tidemark has switched off by itself, or a secret that is missing, is not for a file to switch on.
      const was = known ? known.enabled || known.disabled_reason !== null : true;
      const changed = { ...(known ? { config } : {}), ...(enabled === was ? {} : { enabled }) };
      if (Object.keys(changed).length > 0)
        await patchChannel(client, projectId, id, changed).catch((error) => refuseMove(error, name, id, config));
    });
  }
  const routing = content.routing;
  if (routing && changes.some(({ kind, action }) => kind === "routing" && action !== "keep"))
    await at(["routing"], () => writeRouting(client, projectId, { routing, version: stored.routingVersion }));
}

/** Deletes the channels that a file does not name; one that the routing still names is not, and says so. */
export async function deleteChannels({ client, request: { projectId }, content, stored, changes }: Around): Promise<void> {
  for (const { kind, action, name } of changes) {
    const id = stored.channels.get(name)?.id;
    if (kind !== "channel" || action !== "delete" || id === undefined) continue;
    await at([content.routing ? "routing" : "channels"], () => deleteChannel(client, projectId, id));
  }
}

/**
 * A file has no secrets, and whoever may edit it is not to be able to have one sent elsewhere: so a channel that signs in is moved by somebody who
 * knows its secret. Said where the file moves it.
 */
function refuseMove(error: unknown, name: string, id: number, config: ChannelConfig): never {
  const errors = error instanceof Problem ? (error.extra.errors as { pointer: string }[] | undefined) : undefined;
  const secret = /^\/secret\/(password|token)$/.exec(errors?.[0]?.pointer ?? "")?.[1];
  if (!secret) throw error;
  const detail =
    `"${name}" signs in with a ${secret} that is stored, and a file cannot have it sent to another place. Change the address on the page Channels, ` +
    `or by PATCH /api/v1/channels/${id}, and type the ${secret} in with it; then take this file again. Or give the channel here another name: ` +
    "that makes a new one, which is off until its secret is typed in.";
  const pointer = config.kind === "email" ? "/config/host" : "/config/urls";
  throw new Problem({ status: 422, code: "secret_would_move", detail, extra: { errors: [{ pointer, detail }] } });
}

async function at(path: PropertyKey[], work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const errors = (error.extra.errors as { pointer: string; detail: string }[] | undefined) ?? [{ pointer: "", detail: error.detail }];
    // `/routing/routes/0/channels/1`, `/config/url`: in a file a channel's configuration lies beside its name.
    throw new FileProblem(errors.map(({ pointer, detail }) => ({ path: [...path, ...partsOf(pointer)], message: detail })));
  }
}

function partsOf(pointer: string): PropertyKey[] {
  const parts = pointer.split("/").filter((part, i) => part !== "" && !(i === 1 && (part === "routing" || part === "config")));
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
