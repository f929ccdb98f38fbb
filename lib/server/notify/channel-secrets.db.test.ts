import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { ChannelConfig, ChannelSecret } from "#core/contracts/channels.ts";
import { inTransaction } from "../db/transaction.ts";
import { patchChannel } from "./channels.ts";
import { addTestChannel } from "./testing.ts";
import { OutboxBench } from "./testing-outbox.ts";

let bench: OutboxBench;
beforeAll(async () => {
  bench = await OutboxBench.open();
});
beforeEach(() => bench.reset());
afterAll(() => bench.db.drop());

const mail: ChannelConfig = {
  kind: "email",
  host: "mail.example.org",
  port: 587,
  security: "starttls",
  user: "tide",
  from: "tide@example.org",
  to: ["ops@example.org"],
};
const manager: ChannelConfig = { kind: "alertmanager", urls: ["https://am.example.org", "https://am2.example.org/prefix"], user: "" };

async function change(config: ChannelConfig, secret: ChannelSecret, changes: Parameters<typeof patchChannel>[3]): Promise<unknown> {
  const id = await addTestChannel(bench.db.pool, bench.projectId, "signs in", config, secret);
  return inTransaction(bench.db.pool, (client) => patchChannel(client, bench.projectId, id, changes));
}

it.each<[string, ChannelConfig, ChannelSecret, object]>([
  ["a password to another mail server", mail, { password: "sesame" }, { host: "mail.evil.test" }],
  ["a password to another port", mail, { password: "sesame" }, { port: 2525 }],
  ["a password without encryption", mail, { password: "sesame" }, { security: "none" }],
  ["a token to another Alertmanager", manager, { token: "sesame" }, { urls: ["https://am.example.org", "https://am.evil.test"] }],
  ["a password to an Alertmanager without encryption", manager, { password: "sesame" }, { urls: ["http://am.example.org"] }],
])("nobody gets %s by changing the address", async (_, config, secret, moved) => {
  const next = { ...config, ...moved } as ChannelConfig;
  const [name] = Object.keys(secret);
  await expect(change(config, secret, { config: next, secret: {} })).rejects.toMatchObject({
    status: 422,
    extra: { errors: [{ pointer: `/secret/${name}` }] },
  });
  await bench.reset();
  await expect(change(config, secret, { config: next, secret: { [name!]: "typed again" } })).resolves.toMatchObject({ config: next });
});

it.each<[ChannelConfig, ChannelSecret, object]>([
  [mail, { password: "sesame" }, { to: ["other@example.org"], host: "MAIL.example.org" }],
  [mail, {}, { host: "other.example.org" }],
  [manager, { token: "sesame" }, { urls: ["https://am.example.org/other"] }],
])("all else changes as before", async (config, secret, changes) => {
  await expect(change(config, secret, { config: { ...config, ...changes } as ChannelConfig })).resolves.toMatchObject({ enabled: true });
});
