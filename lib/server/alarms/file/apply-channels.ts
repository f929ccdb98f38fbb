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
      if (Object.keys(changed).length > 0) await patchChannel(client, projectId, id, changed);
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
