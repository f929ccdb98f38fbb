import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { defaultProjectId } from "../auth/default-project.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { addTestChannel, addTestIncident, enqueueNow, hook, setRouting, toTell } from "./testing.ts";

const GROUPS = 60;
const KILLS = 100;
const TELLINGS_A_KILL = 5;

interface Received {
  id: string;
  group: string;
  /** Numbers of the tellings in it, in their order. */
  tellings: number[];
}

let db: TestDatabase;
/** What V8 makes of the modules, kept from one process to the next. */
const cache = mkdtempSync(join(tmpdir(), "tidemark-kill-"));
let server: Server;
let port: number;
const received: Received[] = [];
const children = new Set<ChildProcess>();

beforeAll(async () => {
  db = await testDatabase();
  server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { data } = JSON.parse(body) as { data: { groupKey: string; alerts: { values: { telling: number } }[] } };
    received.push({
      id: request.headers["webhook-id"] as string,
      group: data.groupKey,
      tellings: data.alerts.map((alert) => alert.values.telling),
    });
    // Some time passes between having it and saying so: the moment in which a kill makes a repetition.
    setTimeout(() => response.end("ok"), Math.random() * 10);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await Promise.all([...children].map((child) => new Promise((resolve) => child.once("exit", resolve))));
  server.closeAllConnections();
  server.close();
  await db.drop();
  rmSync(cache, { recursive: true, force: true });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Now and then at any moment, else in the middle of sending: while some requests have come and others are under way. */
async function rightMoment(before: number): Promise<void> {
  const wanted = Math.random() < 0.2 ? 0 : before + 1 + Math.floor(Math.random() * (TELLINGS_A_KILL - 2));
  for (let waited = 0; received.length < wanted && waited < 3_000; waited += 2) await pause(2);
  await pause(Math.random() * 12);
}

/** A sender that has started up and waits for its first line. */
const start = (): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const program = fileURLToPath(new URL("testing-sender.ts", import.meta.url));
    const child = spawn(process.execPath, [program, JSON.stringify({ url: db.url, allowed: `127.0.0.1:${port}` })], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, NODE_COMPILE_CACHE: cache },
    });
    children.add(child);
    child.once("exit", () => children.delete(child));
    child.stdout!.once("data", () => resolve(child));
    child.once("error", reject);
  });

it("a sender that is killed a hundred times: nothing is missing, repetitions have the same id, and the order in each group holds", {
  timeout: 600_000,
}, async () => {
  const projectId = await defaultProjectId(db.pool);
  await addTestChannel(db.pool, projectId, "a", hook(`http://127.0.0.1:${port}/a`));
  await setRouting(db.pool, projectId, { fallback: ["a"], group_wait: "0s", group_interval: "0s" });
  const incidents: { ruleId: number; incidentId: number }[] = [];
  for (let i = 0; i < GROUPS; i++) incidents.push(await addTestIncident(db.pool, projectId));
  let told = 0;
  const tell = async () => {
    const group = told % GROUPS;
    const now = (await db.pool.query<{ now: Date }>("SELECT clock_timestamp() AS now")).rows[0]!.now;
    // Its own fingerprint each: then nothing may be left out as said again.
    const changes = { labels: { model: `m${group}` }, values: { telling: told }, fingerprint: `f${told}` };
    await enqueueNow(db.pool, [toTell(projectId, incidents[group]!, "firing", changes)], now);
    told++;
  };
  const pending = async () =>
    (
      await db.pool.query<{ n: number }>(
        "SELECT (SELECT count(*) FROM notification WHERE message_id IS NULL)::int + (SELECT count(*) FROM message WHERE status = 'pending')::int AS n",
      )
    ).rows[0]!.n;

  let kills = 0;
  const waiting = [start(), start()];
  while (kills < KILLS) {
    const sender = await waiting.shift()!;
    waiting.push(start());
    sender.stdin!.write("go\n");
    const before = received.length;
    for (let i = 0; i < TELLINGS_A_KILL; i++) await tell();
    await rightMoment(before);
    sender.kill("SIGKILL");
    kills++;
  }
  (await waiting[0]!).stdin!.write("go\n");
  await expect.poll(pending, { timeout: 120_000, interval: 100 }).toBe(0);

  const ids = new Set(received.map((one) => one.id));
  const byId = new Map<string, string>();
  for (const one of received) {
    // A repetition says the same.
    const said = JSON.stringify([one.group, one.tellings]);
    expect(byId.get(one.id) ?? said).toBe(said);
    byId.set(one.id, said);
  }
  // Without their repetitions, all tellings came once, and those of each group in their order.
  const firsts = received.filter((one, i) => received.findIndex((other) => other.id === one.id) === i);
  expect(firsts.flatMap((one) => one.tellings).sort((a, b) => a - b)).toEqual(Array.from({ length: told }, (_, i) => i));
  for (let group = 0; group < GROUPS; group++) {
    const order = firsts.filter((one) => one.tellings[0]! % GROUPS === group).flatMap((one) => one.tellings);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  }
  const dead = await db.pool.query("SELECT 1 FROM message WHERE status <> 'delivered'");
  expect(dead.rowCount).toBe(0);
  expect(told).toBe(KILLS * TELLINGS_A_KILL);
  // Else the kills came at moments when there was nothing to break.
  expect(ids.size).toBeGreaterThan(200);
  expect(received.length).toBeGreaterThan(ids.size);
  console.log(
    `${told} tellings, ${kills} kills, ${received.length} requests, ${ids.size} messages, ${received.length - ids.size} repeated`,
  );
});
