import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Alarm, AlarmDetail } from "#core/contracts/alarms.ts";
import { beat, endBeat } from "../jobs/heartbeat.ts";
import { createGuard } from "../notify/guard.ts";
import { createTestModel } from "../testing/store-records.ts";
import { outgoingHeartbeat } from "./outgoing-heartbeat.ts";
import { ensureSystemRules } from "./system-rules.ts";
import { alarmBench, type Bench, NO_RECORDS } from "./testing.ts";

// Tidemark watching itself. The time is the data base's own: heartbeats and queues are of now.

const MINUTE_MS = 60_000;

let bench: Bench;
beforeAll(async () => {
  bench = await alarmBench({ filled: false });
  await createTestModel(bench.db.pool, "test");
});
beforeEach(async () => {
  await bench.forget();
  bench.now = new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
});
afterAll(() => bench.db.drop());

const own = async () => (await bench.get<{ data: Alarm[] }>("/api/v1/alarms")).data;
const idOf = async (name: string) => (await own()).find((alarm) => alarm.name === name)!.id;

/** Rounds of the web process, minute by minute from the next one on. */
async function minutes(count: number, onlySystem = true): Promise<void> {
  for (let i = 0; i < count; i++) await bench.roundAt(new Date(bench.now.getTime() + MINUTE_MS), { onlySystem });
}
const statusOf = async (name: string) => bench.get<AlarmDetail>(`/api/v1/alarms/${await idOf(name)}`).then(({ status }) => status);

describe("Tidemark's own alarms", () => {
  test("are made once, by however many processes; what a person deleted stays deleted, and what a newer Tidemark has is added", async () => {
    await Promise.all(Array.from({ length: 4 }, () => ensureSystemRules(bench.db.pool)));
    const first = await own();
    expect(first.map(({ origin, model }) => [origin, model])).toEqual(Array(7).fill(["system", null]));
    expect(new Set(first.map(({ name }) => name)).size).toBe(7);
    await bench.ask.askJson(204, "DELETE", `/api/v1/alarms/${first[0]!.id}`, { key: bench.key });
    await bench.db.pool.query("DELETE FROM alarm_rule WHERE id = $1", [first[1]!.id]);
    await ensureSystemRules(bench.db.pool);
    expect((await own()).map(({ name }) => name).sort()).toEqual(
      first
        .map(({ name }) => name)
        .sort()
        .filter((name) => name !== first[0]!.name),
    );
  });

  test("the web process evaluates them, and no other", async () => {
    await ensureSystemRules(bench.db.pool);
    const models = await bench.alarm(NO_RECORDS, bench.now);
    await minutes(1);
    expect(await bench.slots(models)).toEqual([]);
    expect(await bench.slots(await idOf("Notifications wait"))).toHaveLength(1);
    await minutes(1, false);
    expect(await bench.slots(models)).not.toEqual([]);
  });

  test("a worker that died, or ended and was not started again, is told of after two minutes; one that is back is told, too", async () => {
    await ensureSystemRules(bench.db.pool);
    await bench.tellSomebody();
    const seen = (ago: number) => bench.db.pool.query("UPDATE heartbeat SET seen_at = $1", [new Date(bench.now.getTime() - ago)]);
    await beat(bench.db.pool, "worker:test:1", {});
    for (let i = 0; i < 4; i++) {
      await seen(-MINUTE_MS + 5_000);
      await minutes(1);
    }
    expect(await statusOf("Worker is silent")).toBe("ok");
    await minutes(3);
    expect(await statusOf("Worker is silent")).toBe("firing");
    await seen(-MINUTE_MS + 5_000);
    await minutes(1);
    await endBeat(bench.db.pool, "worker:test:1");
    await minutes(3);
    expect(await statusOf("Worker is silent")).toBe("firing");
    const id = await idOf("Worker is silent");
    expect((await bench.told()).filter(({ rule_id }) => rule_id === id).map(({ kind }) => kind)).toEqual(["firing", "resolved", "firing"]);
    expect((await bench.incidents())[0]!.headline).toContain("No worker has been seen");
  });

  test("given-up and waiting notifications, skipped slots, a segment that cannot be counted", async () => {
    await ensureSystemRules(bench.db.pool);
    await minutes(1);
    const names = ["Notifications were given up", "Notifications wait", "Evaluations were skipped", "Records are not conserved"];
    expect(await Promise.all(names.map(statusOf))).toEqual(Array(4).fill("ok"));
    const message = `INSERT INTO message (id, project_id, channel_id, group_key, status, content, created_at, ended_at) VALUES ($1, $2, 1, 'g', $3, '{}', $4, $5)`;
    const ago = (ms: number) => new Date(bench.now.getTime() - ms);
    await bench.db.pool.query(message, ["msg_dead", bench.projectId, "dead", ago(60_000), ago(1_000)]);
    await bench.db.pool.query(message, ["msg_waits", bench.projectId, "pending", ago(31 * MINUTE_MS), null]);
    const id = await bench.alarm(NO_RECORDS, bench.now);
    const skipped =
      "INSERT INTO alarm_evaluation (rule_id, slot_at, rule_version, outcome, reason, readings, evaluated_at) VALUES ($1, $2, 1, 'skipped', $3, '[]', $4)";
    await bench.db.pool.query(skipped, [id, ago(5_000_000), "12 slots were missed and too long ago to be caught up.", ago(1_000)]);
    const model = (await bench.db.pool.query("SELECT id, generation FROM model")).rows[0];
    await bench.db.pool.query(
      "INSERT INTO rollup_queue (model_id, generation, segment_id, max_day, rows, error) VALUES ($1, $2, 1, now()::date, 1, 'it is broken')",
      [model.id, model.generation],
    );
    try {
      await minutes(1);
      expect(await Promise.all(names.map(statusOf))).toEqual(Array(4).fill("firing"));
    } finally {
      await bench.db.pool.query("DELETE FROM rollup_queue");
    }
  });

  test("notifications that nobody has packed wait too; those of a channel that is off wait for a person", async () => {
    await ensureSystemRules(bench.db.pool);
    await bench.tellSomebody();
    const { rows } = await bench.db.pool.query<{ id: number }>("SELECT id FROM channel");
    await bench.db.pool.query(
      `INSERT INTO notification (project_id, channel_id, group_key, kind, alert, not_before, created_at) VALUES ($1, $2, 'g', 'self', '{}', $3, $3)`,
      [bench.projectId, rows[0]!.id, new Date(bench.now.getTime() - 31 * MINUTE_MS)],
    );
    await minutes(1);
    expect(await statusOf("Notifications wait")).toBe("firing");
    await bench.db.pool.query("UPDATE channel SET enabled = false");
    await minutes(1);
    expect(await statusOf("Notifications wait")).toBe("resolved");
  });

  test("an hour without any process is one skipped row each, and no fault", async () => {
    await ensureSystemRules(bench.db.pool);
    await minutes(1);
    await bench.roundAt(new Date(bench.now.getTime() + 60 * MINUTE_MS), { onlySystem: true });
    const slots = await bench.slots(await idOf("Notifications wait"));
    expect(slots.map(({ outcome }) => outcome)).toEqual(["evaluated", "skipped", "evaluated"]);
    expect(slots[1]!.reason).toMatch(/^59 slots .* only known as it happens/);
    await minutes(1);
    expect(await statusOf("Evaluations were skipped")).toBe("ok");
  });

  test("a data folder that is not there is an error that says so", async () => {
    await ensureSystemRules(bench.db.pool);
    const before = process.env.TIDEMARK_DATA_DIR;
    process.env.TIDEMARK_DATA_DIR = "/nowhere/at/all";
    try {
      await minutes(1);
    } finally {
      if (before === undefined) delete process.env.TIDEMARK_DATA_DIR;
      else process.env.TIDEMARK_DATA_DIR = before;
    }
    const alarm = await bench.get<AlarmDetail>(`/api/v1/alarms/${await idOf("Disk is filling up")}`);
    expect([alarm.status, alarm.series[0]!.readings[0]!.message]).toEqual(["error", expect.stringContaining("/nowhere/at/all")]);
  });
});

describe("the outgoing heartbeat", () => {
  const beats: { method: string | undefined; body: { type: string; timestamp: string } }[] = [];
  let server: Server;
  let status = 200;
  let url: string;
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = "";
      for await (const part of request) body += part;
      beats.push({ method: request.method, body: JSON.parse(body) });
      response.statusCode = status;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/beat`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test("says with the data base's time that Tidemark lives, to an allowed address; a watchdog that refuses is an error", async () => {
    const errors: unknown[] = [];
    const loop = outgoingHeartbeat(bench.db.pool, {
      url,
      guard: createGuard("127.0.0.1"),
      everyMs: 20,
      onError: (error) => void errors.push(error),
    });
    try {
      await expect.poll(() => beats.length).toBeGreaterThan(2);
      expect(errors).toEqual([]);
      expect(beats[0]).toMatchObject({ method: "POST", body: { type: "tidemark.heartbeat" } });
      expect(Math.abs(Date.parse(beats[0]!.body.timestamp) - Date.now())).toBeLessThan(60_000);
      status = 404;
      await expect.poll(() => errors.length).toBeGreaterThan(0);
      expect(String(errors[0])).toContain("answered 404");
    } finally {
      await loop.stop();
    }
  });

  test("reaches no private address that is not allowed", async () => {
    const before = beats.length;
    const errors: unknown[] = [];
    const loop = outgoingHeartbeat(bench.db.pool, {
      url,
      guard: createGuard(undefined),
      everyMs: 20,
      onError: (error) => void errors.push(error),
    });
    try {
      await expect.poll(() => errors.length).toBeGreaterThan(0);
    } finally {
      await loop.stop();
    }
    expect(beats.length).toBe(before);
  });
});
