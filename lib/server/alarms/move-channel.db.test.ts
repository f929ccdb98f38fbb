// A file of alarms cannot have the secret of a channel sent to another place, and says what to do instead.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { AlarmImport } from "#core/contracts/alarms.ts";
import type { Channel } from "#core/contracts/channels.ts";
import { alarmBench, type Bench } from "./testing.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await alarmBench({ filled: false });
});
beforeEach(() => bench.forget());
afterAll(() => bench.db.drop());

const MAIL = {
  kind: "email",
  host: "mail.example.org",
  port: 587,
  security: "starttls",
  user: "tide",
  from: "t@example.org",
  to: ["a@example.org"],
};
const MANAGER = { kind: "alertmanager", urls: ["https://am.example.org"], user: "" };

const file = (text: string) => `tidemark: 1\nchannels:\n${text}`;
const mailIn = (host: string, name = "mail") =>
  file(`  - name: ${name}
    kind: email
    from: t@example.org
    to: [ a@example.org ]
    user: tide
    host: ${host}
`);
const managerAt = (url: string) => file(`  - name: manager\n    kind: alertmanager\n    urls: [ "${url}" ]\n`);

const take = (yaml: string, status: number) =>
  bench.ask.askJson<AlarmImport & { errors: { line: number; pointer: string; detail: string }[] }>(
    status,
    "POST",
    "/api/v1/alarms/import",
    {
      key: bench.key,
      json: { yaml, apply: true },
    },
  );
const make = (name: string, config: object, secret: object) =>
  bench.ask.askJson<Channel>(201, "POST", "/api/v1/channels", { key: bench.key, json: { name, config, secret } });
const channels = async () => (await bench.get<{ data: Channel[] }>("/api/v1/channels")).data;

test.each<[string, string, object, object, string, number, string]>([
  ["mail", "password", MAIL, { password: "sesame" }, mailIn("mail.evil.test"), 8, "channels[0].host"],
  ["manager", "token", MANAGER, { token: "sesame" }, managerAt("https://am.evil.test"), 5, "channels[0].urls"],
])("the address of %s is not moved with its %s", async (name, secret, config, secrets, yaml, line, pointer) => {
  const { id } = await make(name, config, secrets);
  const { errors } = await take(yaml, 422);
  expect(errors).toMatchObject([{ line, pointer }]);
  expect(errors[0]!.detail).toContain(`"${name}" signs in with a ${secret} that is stored`);
  expect(errors[0]!.detail).toContain(`PATCH /api/v1/channels/${id}`);
  expect(await channels()).toMatchObject([{ name, config }]);
});

test("what it says to do works: the secret typed in with the address, or another name", async () => {
  const { id } = await make("mail", MAIL, { password: "sesame" });
  const moved = { ...MAIL, host: "mail.example.com" };
  await bench.ask.askJson(200, "PATCH", `/api/v1/channels/${id}`, {
    key: bench.key,
    json: { config: moved, secret: { password: "sesame" } },
  });
  expect((await take(mailIn("mail.example.com"), 200)).changes).toMatchObject([{ action: "keep", kind: "channel", name: "mail" }]);
  await take(mailIn("mail.evil.test", "other"), 200);
  // The one that is new has no secret, and the one that had it is gone with it.
  expect(await channels()).toMatchObject([{ name: "other", secrets: [] }]);
});

test("a channel without a secret, and all that is no place to sign in, is a file's to change", async () => {
  await make("mail", { ...MAIL, user: "" }, {});
  await take(mailIn("mail.example.com"), 200);
  expect(await channels()).toMatchObject([{ config: { host: "mail.example.com" } }]);
});
