import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createKey } from "#server/auth/keys.ts";
import { type TestDatabase, testDatabase } from "#server/db/testing.ts";
import { DEFAULT_LIMITS } from "#server/ingest/limits.ts";
import { getLog } from "#server/log.ts";
import { createWebServer, type WebServer } from "./web-server.ts";

let db: TestDatabase;
let web: WebServer;
let url: string;
let stopped: boolean;
const seenByPages: (string | undefined)[] = [];

beforeEach(async () => {
  db = await testDatabase();
  stopped = false;
  web = createWebServer({
    pool: db.pool,
    limits: DEFAULT_LIMITS,
    log: getLog(),
    pages: async (request, response) => {
      seenByPages.push(request.url);
      if (request.url === "/broken") throw new Error("secret detail");
      response.end(`page ${request.headers["x-request-id"]}`);
    },
  });
  await new Promise<void>((resolve) => web.server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(web.server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  if (!stopped) await web.stop(100);
  await db.drop();
});

async function keyOf(kind: "header" | "url"): Promise<string> {
  const { rows } = await db.pool.query<{ id: number }>("SELECT id FROM project LIMIT 1");
  const { key } = await createKey(db.pool, {
    projectId: rows[0]!.id,
    name: "test",
    scopes: kind === "url" ? ["ingest"] : ["ingest", "models:write"],
    kind,
  });
  return key;
}
const record = (id: string) => JSON.stringify({ id, model: "m", inputs: { a: 1 } });

describe("the web server", () => {
  it("is alive, answers HEAD, and gives the rest to the pages with one request id", async () => {
    const health = await fetch(`${url}/healthz`);
    expect([health.status, await health.text()]).toEqual([200, "ok\n"]);
    expect((await fetch(`${url}/healthz`, { method: "HEAD" })).status).toBe(200);
    const page = await fetch(`${url}/models?x=1`, { headers: { "X-Request-Id": "given-1" } });
    expect([await page.text(), page.headers.get("x-request-id")]).toEqual(["page given-1", "given-1"]);
    expect(seenByPages).toEqual(["/models?x=1"]);
  });

  it("a malformed escape in an address is told as such, before the pages see it", async () => {
    seenByPages.length = 0;
    const { port } = web.server.address() as AddressInfo;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      httpRequest({ port, host: "127.0.0.1", path: "/api/v1/models/%E0%A4%A" }, (answer) => resolve(answer.resume().statusCode))
        .on("error", reject)
        .end();
    });
    expect([status, seenByPages]).toEqual([400, []]);
  });

  it("a page that fails is a 500 that tells nothing but the request id", async () => {
    const answer = await fetch(`${url}/broken`);
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).toContain(answer.headers.get("x-request-id"));
    expect(text).not.toContain("secret");
  });

  it("is ready when the data base, its durability and the worker are well", async () => {
    const checks = async () => {
      const answer = await fetch(`${url}/readyz`);
      return { status: answer.status, ...((await answer.json()) as { checks: Record<string, string> }).checks };
    };
    // The tests' server runs without fsync.
    expect(await checks()).toMatchObject({
      status: 503,
      database: "ok",
      schema: "ok",
      worker: "no worker has been seen",
      durable: expect.stringContaining("fsync"),
    });
    await db.pool.query("INSERT INTO heartbeat (name, seen_at) VALUES ('worker:1', now() - interval '5 minutes')");
    expect(await checks()).toMatchObject({ worker: expect.stringContaining("300 s ago") });
    await db.pool.query("UPDATE heartbeat SET seen_at = now()");
    expect(await checks()).toMatchObject({ worker: "ok" });
    await db.pool.query("ALTER TABLE record_key RENAME TO record_key_away");
    expect(await checks()).toMatchObject({ status: 503, schema: "migrations have not been applied" });
    await db.pool.end();
    expect(await checks()).toMatchObject({ status: 503, database: expect.stringContaining("no answer") });
  });

  it("takes records with a key in a header or in the address, and counts them in its metrics", async () => {
    const header = { Authorization: `Bearer ${await keyOf("header")}` };
    const urlKey = await keyOf("url");
    expect(await (await fetch(`${url}/api/v1/ingest`, { method: "POST", headers: header, body: record("a") })).json()).toMatchObject({
      accepted: 1,
    });
    expect(
      await (await fetch(`${url}/i/${urlKey}/ingest/m`, { method: "POST", body: `${record("b")}\n${record("a")}\n{` })).json(),
    ).toMatchObject({
      accepted: 1,
      duplicates: 1,
      rejected: 1,
    });
    expect((await fetch(`${url}/i/${header.Authorization.slice(7)}/ingest`, { method: "POST", body: record("c") })).status).toBe(401);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('tidemark_ingest_records_total{outcome="accepted"} 2');
    expect(metrics).toContain('tidemark_ingest_records_total{outcome="duplicate"} 1');
    expect(metrics).toContain('tidemark_ingest_requests_total{status="401"} 1');
    expect(metrics).toContain("tidemark_rollup_waiting_records 2");
    expect(metrics).toContain("tidemark_ingest_in_flight_bytes 0");
    await db.pool.end();
    expect(await (await fetch(`${url}/metrics`)).text()).toContain("tidemark_database_up 0");
  });

  it("when it stops it answers what is under way, then lets go", async () => {
    const headers = { Authorization: `Bearer ${await keyOf("header")}`, "Content-Length": record("slow").length };
    const status = new Promise((resolve, reject) => {
      const request = httpRequest(`${url}/api/v1/ingest`, { method: "POST", headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on("error", reject);
      request.write(record("slow").slice(0, 5), () => {
        setTimeout(() => {
          void web.stop(5_000).then(() => {
            stopped = true;
          });
          setTimeout(() => request.end(record("slow").slice(5)), 100);
        }, 50);
      });
    });
    expect(await status).toBe(200);
    await expect.poll(() => stopped).toBe(true);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
    const { rows } = await db.pool.query("SELECT sum(accepted)::int AS n FROM ingest_batch");
    expect(rows[0].n).toBe(1);
  });
});
