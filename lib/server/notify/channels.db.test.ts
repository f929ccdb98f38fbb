import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { Channel, channelTestSchema, createdChannelSchema, messageSchema, Routing } from "#core/contracts/channels.ts";
import { databasePerFile } from "../testing/database.ts";
import { routesPerFile } from "../testing/routes.ts";
import { packRound } from "./packing.ts";
import { sendRound } from "./sender.ts";
import { addTestIncident, clearOutbox, enqueueNow, toTell } from "./testing.ts";

type Created = z.output<typeof createdChannelSchema>;
type Test = z.output<typeof channelTestSchema>;
type Message = z.output<typeof messageSchema>;
interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

const db = databasePerFile();
const routes = routesPerFile(db);
const { call } = routes;
let server: Server;
let port: number;
let status = 200;
let received: { body: string; headers: Record<string, string> }[] = [];
const environment = { ...process.env };

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    received.push({ body, headers: request.headers as Record<string, string> });
    response.writeHead(status).end("no such hook");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
beforeEach(async () => {
  await clearOutbox(db.pool);
  process.env.TIDEMARK_SECRET_KEY = "a key for tests that is long enough";
  process.env.TIDEMARK_ALLOWED_HOSTS = `127.0.0.1:${port}`;
  [received, status] = [[], 200];
});
afterEach(() => {
  process.env = { ...environment };
});
afterAll(() => {
  server.close();
});

const ours = () => ({ kind: "webhook", url: `http://127.0.0.1:${port}/hook` });
const add = (name = "ops", config: object = ours(), secret = {}) => call<Created>(201, "POST", "channels", { name, config, secret });

describe("channels", () => {
  it("are made, listed and changed, and never say their secrets", async () => {
    const url = "https://hooks.example.org/services/T000/B000/veryverysecretXYZW";
    const made = await add("chat", { kind: "slack" }, { url });
    expect(made).toMatchObject({
      name: "chat",
      enabled: true,
      secrets: [{ name: "url", hint: "…XYZW" }],
      signing_secret: null,
      config: { kind: "slack", mention: "" },
    });
    const changed = await call<Channel>(200, "PATCH", `channels/${made.id}`, {
      name: "talk",
      config: { kind: "slack", mention: "<!here>" },
    });
    expect(changed).toMatchObject({ name: "talk", secrets: [{ name: "url" }], config: { mention: "<!here>" } });
    const page = await call<Page<Channel>>(200, "GET", "channels");
    expect(page.data.map((channel) => channel.name)).toEqual(["talk"]);
    const stored = await db.pool.query<{ row: string }>("SELECT c::text || encode(c.secret, 'escape') AS row FROM channel c");
    for (const text of [JSON.stringify([made, changed, page]), stored.rows[0]!.row]) expect(text).not.toContain("veryverysecret");
  });

  it("of kind webhook get a signing secret, shown once, with which what comes can be verified", async () => {
    const made = await add();
    expect(made.signing_secret).toMatch(/^whsec_/);
    const test = await call<Test>(200, "POST", `channels/${made.id}/test`);
    expect(test).toMatchObject({ delivered: true, status: 200, error: null });
    const [{ body, headers }] = received as [(typeof received)[0]];
    expect(new Webhook(made.signing_secret!).verify(body, headers)).toMatchObject({
      type: "alarm.test",
      data: { title: "[TEST:1] TidemarkTest ops (warning)" },
    });
    expect(headers["webhook-id"]).toBe(test.message_id);

    // Two secrets while one takes over from the other.
    const next = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    await call(200, "PATCH", `channels/${made.id}`, { secret: { signing_secret: `${next} ${made.signing_secret}` } });
    await call(200, "POST", `channels/${made.id}/test`);
    const second = received[1]!;
    for (const secret of [next, made.signing_secret!]) expect(new Webhook(secret).verify(second.body, second.headers)).toBeTruthy();
    expect(JSON.stringify(await call(200, "GET", `channels/${made.id}`))).not.toContain("whsec_");
  });

  it.each([
    [{ name: "x", config: { kind: "slack" } }, "needs the secret url"],
    [{ name: "x", config: { kind: "pagerduty" } }, "needs the secret routing_key"],
    [{ name: "x", config: { kind: "teams" }, secret: { password: "p" } }, "has no such secret"],
    [{ name: "x", config: { kind: "webhook", url: "https://example.org" }, secret: { signing_secret: "abc" } }, "whsec_"],
    [{ name: "x", config: { kind: "webhook", url: "http://169.254.169.254/latest" } }, "TIDEMARK_ALLOWED_HOSTS=169.254.169.254:80"],
    [{ name: "x", config: { kind: "webhook", url: "https://user:pass@example.org/" } }, "leave them out"],
    [{ name: "x", config: { kind: "slack" }, secret: { url: "http://[::1]/" } }, "private address"],
    [{ name: "x", config: { kind: "alertmanager", urls: ["http://localhost:9093"] } }, "TIDEMARK_ALLOWED_HOSTS=localhost:9093"],
    [{ name: "x", config: { kind: "email", host: "0x7f.1", from: "a@b.org", to: ["c@d.org"] } }, "private address"],
    [{ name: "x", config: { kind: "email", host: "mail.org", from: "nobody", to: ["c@d.org"] } }, "must be a mail address"],
    [{ name: "x", config: { kind: "carrier pigeon" } }, "not valid"],
  ])("are not made of %j", async (body, why) => {
    expect((await call<{ detail: string }>(422, "POST", "channels", body)).detail).toContain(why);
  });

  it("have names of their own, and keep their kind", async () => {
    const first = await add();
    await add("second");
    expect(await call(409, "POST", "channels", { name: "ops", config: ours() })).toMatchObject({ code: "channel_exists" });
    expect(await call(409, "PATCH", `channels/${first.id}`, { name: "second" })).toMatchObject({ code: "channel_exists" });
    expect(await call(422, "PATCH", `channels/${first.id}`, { config: { kind: "teams" } })).toMatchObject({ code: "kind_is_fixed" });
  });

  it("of another project are not there", async () => {
    const made = await add();
    await call(404, "GET", `channels/${made.id}`, undefined, routes.foreign);
    await call(404, "PATCH", `channels/${made.id}`, { name: "mine" }, routes.foreign);
    await call(404, "DELETE", `channels/${made.id}`, undefined, routes.foreign);
    await call(404, "POST", `channels/${made.id}/test`, undefined, routes.foreign);
    expect(await call(200, "GET", "channels", undefined, routes.foreign)).toMatchObject({ data: [] });
  });

  it("whose secret cannot be read say so, and take a new one", async () => {
    const made = await add();
    process.env.TIDEMARK_SECRET_KEY = "another key that is long enough too";
    expect(await call(200, "GET", `channels/${made.id}`)).toMatchObject({
      secrets: [],
      last_error: "The secret cannot be read: type it again.",
    });
    expect(await call(200, "POST", `channels/${made.id}/test`)).toMatchObject({
      delivered: false,
      error: "The secret cannot be read: type it again.",
    });
    await call(200, "PATCH", `channels/${made.id}`, { secret: { signing_secret: made.signing_secret } });
    expect(await call(200, "POST", `channels/${made.id}/test`)).toMatchObject({ delivered: true });
  });

  it("are followed by the routing when they are renamed, and stay while it names them", async () => {
    const made = await add();
    const routing = { fallback: ["ops"], routes: [{ name: "r", channels: ["ops"] }] };
    await call(200, "PUT", "routing", { routing, version: 0 });
    await call(200, "PATCH", `channels/${made.id}`, { name: "night" });
    const found = await call<{ routing: Routing; version: number }>(200, "GET", "routing");
    expect(found).toMatchObject({ version: 2, routing: { fallback: ["night"], routes: [{ channels: ["night"] }] } });
    expect(await call(409, "DELETE", `channels/${made.id}`)).toMatchObject({ code: "channel_in_use" });
    await call(200, "PUT", "routing", { routing: {}, version: 2 });
    await call(204, "DELETE", `channels/${made.id}`);
    await call(404, "GET", `channels/${made.id}`);
    expect((await db.pool.query("SELECT secret FROM channel")).rows).toEqual([{ secret: null }]);
    await add("night");
  });
});

describe("a test", () => {
  it("that fails says what the receiver said, is not tried again, and counts against nobody", async () => {
    status = 404;
    const made = await add();
    for (let i = 0; i < 6; i++)
      expect(await call(200, "POST", `channels/${made.id}/test`)).toMatchObject({
        delivered: false,
        status: 404,
        error: "The receiver answered 404: no such hook",
      });
    expect(await call(200, "GET", `channels/${made.id}`)).toMatchObject({
      enabled: true,
      dead: 0,
      last_error: "The receiver answered 404: no such hook",
    });
    expect(await sendRound(db.pool)).toBe(0);
  });

  it("works on a channel that is off, and changes nothing about that", async () => {
    const made = await add();
    await call(200, "PATCH", `channels/${made.id}`, { enabled: false });
    expect(await call(200, "POST", `channels/${made.id}/test`)).toMatchObject({ delivered: true });
    expect(await call(200, "GET", `channels/${made.id}`)).toMatchObject({ enabled: false });
  });
});

describe("messages", () => {
  const fire = async (model = "churn") => {
    const of = await addTestIncident(db.pool, db.projectId);
    const at = (await db.pool.query<{ now: Date }>("SELECT clock_timestamp() - interval '1 minute' AS now")).rows[0]!.now;
    await enqueueNow(db.pool, [toTell(db.projectId, of, "firing", { labels: { model } })], at);
    await packRound(db.pool);
    await sendRound(db.pool);
    return of.incidentId;
  };

  it("that were given up are seen with their attempts, and sent again under the same id", async () => {
    const made = await add();
    await call(200, "PUT", "routing", { routing: { fallback: ["ops"] }, version: 0 });
    status = 404;
    const incident = await fire();
    const { data } = await call<Page<Message>>(200, "GET", `messages?status=dead&incident=${incident}&channel=${made.id}`);
    expect(data).toMatchObject([
      { status: "dead", title: "[FIRING:1] Age drifts churn (warning)", alerts: 1, next_attempt_at: null, attempts: [{ status: 404 }] },
    ]);
    const { id } = data[0]!;
    expect(await call(200, "GET", `channels/${made.id}`)).toMatchObject({ dead: 1, delivered: 0 });

    status = 200;
    expect(await call(200, "POST", `messages/${id}/replay`)).toMatchObject({ id, status: "pending" });
    expect(await call(409, "POST", `messages/${id}/replay`)).toMatchObject({ code: "still_pending" });
    await sendRound(db.pool);
    expect(received.map((one) => one.headers["webhook-id"])).toEqual([id, id]);
    const after = await call<Page<Message>>(200, "GET", "messages");
    expect(after.data).toMatchObject([{ id, status: "delivered", attempts: [{ status: 404 }, { status: 200, error: null }] }]);
    expect(await call(409, "POST", `messages/${id}/replay`)).toMatchObject({ code: "was_delivered" });
    await call(404, "POST", `messages/${id}/replay`, undefined, routes.foreign);
    await call(404, "POST", "messages/msg_none/replay");
  });

  it("come in pages, newest first", async () => {
    await add();
    await call(200, "PUT", "routing", { routing: { fallback: ["ops"] }, version: 0 });
    for (const model of ["a", "b", "c"]) await fire(model);
    const first = await call<Page<Message>>(200, "GET", "messages?limit=2");
    const rest = await call<Page<Message>>(200, "GET", `messages?limit=2&cursor=${first.next_cursor}`);
    expect([...first.data, ...rest.data].map((message) => message.title.split(" ")[3])).toEqual(["c", "b", "a"]);
    expect(rest.next_cursor).toBeNull();
    expect(await call(200, "GET", "messages", undefined, routes.foreign)).toMatchObject({ data: [] });
  });

  it("of a channel that was off go out when it is switched on, but not news of yesterday", async () => {
    const made = await add();
    await call(200, "PUT", "routing", { routing: { fallback: ["ops"] }, version: 0 });
    status = 503;
    await fire("old");
    await fire("new");
    await call(200, "PATCH", `channels/${made.id}`, { enabled: false });
    await db.pool.query("UPDATE message SET created_at = now() - interval '25 hours' WHERE content->>'title' LIKE '%old%'");
    await db.pool.query("UPDATE message SET next_attempt_at = now()");
    [status, received] = [200, []];
    await sendRound(db.pool);
    expect(received).toEqual([]);
    await call(200, "PATCH", `channels/${made.id}`, { enabled: true });
    await sendRound(db.pool);
    expect(received).toHaveLength(1);
    const { data } = await call<Page<Message>>(200, "GET", "messages");
    expect(data.map((message) => message.status)).toEqual(["delivered", "discarded"]);
    const events = await db.pool.query("SELECT kind, detail->>'text' AS text FROM incident_event ORDER BY id");
    expect(events.rows).toEqual([
      { kind: "not_notified", text: "ops was not told: the channel was off for more than a day." },
      { kind: "notified", text: "ops was told that it fires." },
    ]);
  });
});

describe("the routing", () => {
  it("is empty at first, and is written by who has seen its latest version", async () => {
    expect(await call(200, "GET", "routing")).toMatchObject({
      version: 0,
      updated_at: null,
      routing: { fallback: [], group_wait: "30s", repeat_every: "4h" },
    });
    await add();
    expect(await call(200, "PUT", "routing", { routing: { fallback: ["ops"] }, version: 0 })).toMatchObject({ version: 1 });
    expect(await call(409, "PUT", "routing", { routing: {}, version: 0 })).toMatchObject({ code: "routing_changed" });
    expect(await call(200, "PUT", "routing", { routing: { fallback: ["ops"], group_wait: "1m" }, version: 1 })).toMatchObject({
      version: 2,
    });
    expect(await call(409, "PUT", "routing", { routing: {}, version: 1 })).toMatchObject({ code: "routing_changed" });
  });

  it("names channels that there are, and patterns that can be read", async () => {
    const routing = { fallback: ["nobody"], routes: [{ name: "r", channels: [], matchers: [{ name: "model", op: "=~", value: "(" }] }] };
    const refused = await call<{ errors: { pointer: string }[] }>(422, "PUT", "routing", { routing, version: 0 });
    expect(refused.errors.map((error) => error.pointer)).toEqual(["/routing/fallback/0", "/routing/routes/0/matchers/0/value"]);
  });
});
