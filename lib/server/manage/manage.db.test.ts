import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Job, Key } from "#core/contracts/manage.ts";
import type { Batch, IngestAnswer, QuarantineItem } from "#core/contracts/records.ts";
import { SESSION_COOKIE } from "../auth/cookies.ts";
import { createKey } from "../auth/keys.ts";
import { createSignInLink } from "../auth/sign-in-link.ts";
import { acceptBody } from "../ingest/accept.ts";
import { DEFAULT_LIMITS } from "../ingest/limits.ts";
import { createServices } from "../ingest/services.ts";
import { assertConservation } from "../testing/conservation.ts";
import { databasePerFile } from "../testing/database.ts";
import { routesPerFile } from "../testing/routes.ts";

interface Page<T> {
  data: T[];
  next_cursor: string | null;
  total: number;
}

const db = databasePerFile();
const routes = routesPerFile(db);
const { call } = routes;
afterAll(() => assertConservation(db.pool));

async function send(body: string | Buffer, mayCreateModels = false): Promise<IngestAnswer> {
  const limits = { ...DEFAULT_LIMITS, quarantineBytes: 2_000 };
  const services = await createServices(db.pool, limits);
  const bytes = Buffer.from(body);
  return acceptBody(
    services,
    { projectId: db.projectId, keyId: routes.keyId, mayCreateModels, strict: false, now: Date.now(), wireBytes: bytes.length },
    bytes,
  );
}

async function pages<T>(path: string): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await call(200, "GET", `${path}${path.includes("?") ? "&" : "?"}limit=2${cursor ? `&cursor=${cursor}` : ""}`);
    all.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
}

describe("keys", () => {
  it("show their secret once, work, are listed, and can be revoked", async () => {
    const made = await call<Key & { key: string }>(201, "POST", "keys", { name: "grafana", scopes: ["read"] });
    expect(made).toMatchObject({ name: "grafana", scopes: ["read"], kind: "header", revoked_at: null });
    await call(200, "GET", "models", undefined, made.key);
    const listed = await pages<Key>("keys");
    expect(listed.map((one) => one.id)).toEqual([...listed.map((one) => one.id)].sort((a, b) => b - a));
    expect(listed.find((one) => one.id === made.id)).toMatchObject({ prefix: made.key.split("_")[1] });
    expect(JSON.stringify(listed)).not.toContain(made.key.slice(14));
    expect(await call<Key>(200, "DELETE", `keys/${made.id}`)).toMatchObject({ revoked_at: expect.any(String) });
    await call(401, "GET", "models", undefined, made.key);
    const again = await call<Key>(200, "DELETE", `keys/${made.id}`);
    expect(again.revoked_at).not.toBeNull();
  });

  it("of another project are neither seen nor revoked", async () => {
    await call(404, "DELETE", `keys/${routes.keyId}`, undefined, routes.foreign);
    expect((await call<Page<Key>>(200, "GET", "keys", undefined, routes.foreign)).data.map((one) => one.id)).not.toContain(routes.keyId);
    for (const id of ["0", "-1", "x", "99999999999", "1.5"]) await call(404, "DELETE", `keys/${id}`);
  });

  it.each([
    { name: "", scopes: ["read"] },
    { name: "x", scopes: [] },
    { name: "x", scopes: ["root"] },
    { name: "x", scopes: ["read"], kind: "url" },
    { scopes: ["read"] },
  ])("are not made from %j", (body) => call(422, "POST", "keys", body));
});

describe("jobs", () => {
  it("are started, reported on and ended from outside", async () => {
    const job = await call<Job>(201, "POST", "jobs", { kind: "sample", title: "Loading", total: 100 });
    expect(job).toMatchObject({ status: "running", done: 0, total: 100 });
    expect(await call<Job>(200, "PATCH", `jobs/${job.id}`, { done: 40, message: "40 of 100" })).toMatchObject({
      done: 40,
      message: "40 of 100",
      status: "running",
    });
    expect((await call<Page<Job>>(200, "GET", "jobs?status=active")).data.map((one) => one.id)).toContain(job.id);
    expect(await call<Job>(200, "PATCH", `jobs/${job.id}`, { status: "done", done: 100 })).toMatchObject({
      status: "done",
      finished_at: expect.any(String),
    });
    expect(await call(409, "PATCH", `jobs/${job.id}`, { done: 41 })).toMatchObject({ code: "job_ended" });
    expect(await call(409, "POST", `jobs/${job.id}/cancel`)).toMatchObject({ code: "job_ended" });
  });

  it("learn that they were cancelled when they report", async () => {
    const job = await call<Job>(201, "POST", "jobs", { kind: "sample", title: "Loading", total: 5 });
    expect(await call<Job>(200, "PATCH", `jobs/${job.id}`, { status: "cancelled" })).toMatchObject({ status: "cancelled" });
    expect(await call<Job>(200, "POST", `jobs/${job.id}/cancel`)).toMatchObject({ status: "cancelled" });
    await call(409, "PATCH", `jobs/${job.id}`, { done: 2 });
  });

  it("of another project are not there", async () => {
    const job = await call<Job>(201, "POST", "jobs", { kind: "sample", title: "Loading", total: 5 });
    await call(404, "GET", `jobs/${job.id}`, undefined, routes.foreign);
    await call(404, "PATCH", `jobs/${job.id}`, { done: 1 }, routes.foreign);
    await call(404, "POST", `jobs/${job.id}/cancel`, undefined, routes.foreign);
    expect(await call(200, "GET", "jobs", undefined, routes.foreign)).toMatchObject({ data: [] });
  });

  it("come in pages", async () => {
    const ids = (await pages<Job>("jobs")).map((job) => job.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(3);
  });
});

describe("activity and quarantine", () => {
  const good = (id: string) => JSON.stringify({ id, ts: "2026-03-01T00:00:00Z", model: "shop", inputs: { a: 1 }, prediction: "x" });
  const broken = '{"id": "b-1", "model": "shop", nonsense\u2028}';
  const late = JSON.stringify({ id: "l-1", ts: "3026-03-01T00:00:00Z", model: "shop", inputs: { a: 1 } });
  const stranger = JSON.stringify({ id: "s-1", ts: "2026-03-01T00:00:00Z", model: "new-model", inputs: { a: 1 }, prediction: "x" });
  const huge = JSON.stringify({ id: "h-1", ts: "2026-03-01T00:00:00Z", model: "elsewhere", inputs: { text: "x".repeat(5_000) } });
  let batch: IngestAnswer;

  beforeAll(async () => {
    await send(good("g-0"), true);
    batch = await send([good("g-1"), broken, late, stranger, huge, good("g-1")].join("\n"));
    expect(batch).toMatchObject({ accepted: 1, duplicates: 1, rejected: 4 });
  });

  it("show each request with its accounting and first errors", async () => {
    const { data } = await call<Page<Batch>>(200, "GET", "activity?limit=1");
    expect(data[0]).toMatchObject({
      id: batch.batch_id,
      key: "test",
      received: 6,
      accepted: 1,
      duplicates: 1,
      rejected: 4,
      models: { shop: 1 },
    });
    expect(data[0]!.errors.map((error) => error.code)).toEqual(batch.errors.map((error) => error.code));
    expect((await pages<Batch>("activity")).length).toBe(2);
    expect((await call<Page<Batch>>(200, "GET", `activity?since=${data[0]!.received_at}`)).data).toEqual([]);
    expect((await call<Page<Batch>>(200, "GET", "activity?since=now-1h&model=shop")).data).toHaveLength(2);
    expect((await call<Page<Batch>>(200, "GET", "activity", undefined, routes.foreign)).data).toEqual([]);
  });

  const quarantined = async (code?: string) =>
    (await call<Page<QuarantineItem>>(200, "GET", `quarantine${code ? `?code=${code}` : ""}`)).data;

  it("keep what was rejected, with the reason", async () => {
    const page = await call<Page<QuarantineItem>>(200, "GET", `quarantine?batch_id=${batch.batch_id}`);
    expect(page.total).toBe(4);
    expect(page.data.find((item) => item.record_id === "l-1")).toMatchObject({
      code: "timestamp_out_of_range",
      pointer: "/ts",
      raw: late,
      truncated: false,
      replayed_at: null,
    });
    expect(page.data.find((item) => item.model === "elsewhere")).toMatchObject({ truncated: true });
    expect((await pages<QuarantineItem>("quarantine")).map((item) => item.id)).toEqual(page.data.map((item) => item.id));
    expect(await call(200, "GET", "quarantine", undefined, routes.foreign)).toEqual({ data: [], next_cursor: null, total: 0 });
  });

  it("download as they came, one a line", async () => {
    const response = await routes.ask("GET", "/api/v1/quarantine?format=ndjson", { key: routes.key });
    expect(response.headers.get("content-disposition")).toContain("quarantine.ndjson");
    expect((await response.text()).split("\n")).toEqual([stranger, late, broken, ""]);
  });

  it("go through the door again once their model is there", async () => {
    const item = (await quarantined("unknown_model")).find((one) => one.model === "new-model")!;
    expect(await call<IngestAnswer>(200, "POST", `quarantine/${item.id}/replay`)).toMatchObject({
      accepted: 0,
      rejected: 1,
      errors: [{ code: "unknown_model" }],
    });
    expect((await quarantined()).length).toBe(4);
    await call(201, "POST", "models", { name: "new-model" });
    expect(await call<IngestAnswer>(200, "POST", `quarantine/${item.id}/replay`)).toMatchObject({ accepted: 1, rejected: 0 });
    expect((await quarantined()).find((one) => one.id === item.id)?.replayed_at).not.toBeNull();
    expect(await call<IngestAnswer>(200, "POST", `quarantine/${item.id}/replay`)).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await call(200, "GET", "models/new-model")).toMatchObject({ records: 1 });
  });

  it("say so when a replay cannot work", async () => {
    const items = await quarantined();
    const cut = items.find((item) => item.truncated)!;
    expect(await call(409, "POST", `quarantine/${cut.id}/replay`)).toMatchObject({ code: "record_was_cut" });
    const nonsense = items.find((item) => item.raw === broken)!;
    expect(await call<IngestAnswer>(200, "POST", `quarantine/${nonsense.id}/replay`)).toMatchObject({ accepted: 0, rejected: 1 });
    await call(404, "POST", `quarantine/${cut.id}/replay`, undefined, routes.foreign);
    for (const id of ["0", "x", "-1", "9".repeat(30)]) await call(404, "POST", `quarantine/${id}/replay`);
  });

  it("can be thrown away", async () => {
    const [item] = await quarantined();
    await call(404, "DELETE", `quarantine/${item!.id}`, undefined, routes.foreign);
    await call(204, "DELETE", `quarantine/${item!.id}`);
    await call(404, "DELETE", `quarantine/${item!.id}`);
  });

  it.each([
    "activity?since=x",
    "activity?cursor=x",
    "activity?limit=0",
    "quarantine?batch_id=x",
    "quarantine?cursor=%00",
    "quarantine?format=csv",
    "activity?model=%00",
  ])("answers 422 to %s", (path) => call(422, "GET", path));
});

describe("sign-in over HTTP", () => {
  const token = async () => new URL(await createSignInLink(db.pool, "http://tide.test")).searchParams.get("token")!;
  const own = { origin: "http://tide.test" };

  it("sets a cookie that scripts cannot read, and takes it away again", async () => {
    const response = await routes.ask("POST", "/api/v1/sign-in", { json: { token: await token() }, headers: own });
    expect(response.status).toBe(204);
    const cookie = response.headers.get("set-cookie")!;
    expect(cookie).toMatch(new RegExp(`^${SESSION_COOKIE}=[\\w-]{43}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax$`));
    const headers = { ...own, cookie: cookie.split(";")[0]! };
    const me = await routes.ask("GET", "/api/v1/me", { headers });
    expect(me.status).toBe(200);
    expect(await me.json()).toMatchObject({ kind: "user", project: { slug: "default" } });
    const out = await routes.ask("DELETE", "/api/v1/me", { headers });
    expect([out.status, out.headers.get("set-cookie")]).toEqual([204, `${SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`]);
    expect((await routes.ask("GET", "/api/v1/me", { headers })).status).toBe(401);
  });

  it("sets the cookie for https only where that is spoken", async () => {
    const response = await routes.ask("POST", "/api/v1/sign-in", {
      json: { token: await token() },
      headers: { ...own, "x-forwarded-proto": "https" },
    });
    expect(response.headers.get("set-cookie")).toContain("; Secure");
  });

  it("refuses links that were used, and other sites", async () => {
    const once = await token();
    expect((await routes.ask("POST", "/api/v1/sign-in", { json: { token: once }, headers: { origin: "https://evil.test" } })).status).toBe(
      403,
    );
    expect((await routes.ask("POST", "/api/v1/sign-in", { json: { token: once } })).status).toBe(204);
    expect((await routes.ask("POST", "/api/v1/sign-in", { json: { token: once } })).status).toBe(410);
  });
});

it("tells the limits in force to any key", async () => {
  const shipper = await createKey(db.pool, { projectId: db.projectId, name: "s", scopes: ["ingest"] });
  expect(await call(200, "GET", "limits", undefined, shipper.key)).toMatchObject({
    wire_bytes: 16 * 1024 * 1024,
    records: 50_000,
    depth: 8,
  });
});
