import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RuleDefinitionInput } from "#core/contracts/alarm-rules.ts";
import type { AlarmDetail } from "#core/contracts/alarms.ts";
import type { IncidentDetail, Silence } from "#core/contracts/incidents.ts";
import { deleteModel, sweepDeletedModels } from "../models/delete-model.ts";
import { packRound } from "../notify/packing.ts";
import { deleteOldAlarmRecords } from "./retention.ts";
import { alarmBench, type Bench, HOUR_MS, hourlyModel, NO_RECORDS } from "./testing.ts";

// What one round does when something goes wrong in the middle of it, and what is told of what.

const DAY_MS = 24 * HOUR_MS;
const START = Math.floor(Date.now() / DAY_MS) * DAY_MS - 3 * DAY_MS;
const at = (hour: number): Date => new Date(START + hour * HOUR_MS);
/** Six hours with records, six without. */
const TIDES = Array.from({ length: 60 }, (_, hour) => (Math.floor(hour / 6) % 2 === 0 ? 5 : 0));

let bench: Bench;
beforeAll(async () => {
  bench = await alarmBench({ filled: false });
  await hourlyModel(bench, "tides", at(0), TIDES);
  await hourlyModel(bench, "other", at(0), TIDES);
});
beforeEach(async () => {
  await bench.forget();
  await bench.tellSomebody();
});
afterAll(() => bench.db.drop());

const below = (threshold: number, more: object = {}): RuleDefinitionInput => ({
  ...NO_RECORDS,
  when: { metric: { kind: "volume", of: "records" }, is: { kind: "below", threshold, ...more } },
});
const query = <T extends object>(sql: string, values: unknown[] = []) => bench.db.pool.query<T>(sql, values).then(({ rows }) => rows);
const labelsOf = () => query<{ labels: Record<string, string> }>("SELECT alert->'labels' AS labels FROM notification ORDER BY id");

describe("a process that is killed again and again", () => {
  test("neither doubles nor loses a slot, an incident or a notification", { timeout: 240_000 }, async () => {
    const cache = mkdtempSync(join(tmpdir(), "tidemark-alarms-"));
    const ids = [];
    for (const [i, definition] of [NO_RECORDS, below(3), { ...NO_RECORDS, every: "2h" as const }].entries())
      ids.push(await bench.alarm(definition, at(i === 2 ? 2 : 1), { name: `alarm ${i}`, model: "tides" }));
    const program = fileURLToPath(new URL("testing-evaluator.ts", import.meta.url));
    const argument = JSON.stringify({ url: bench.db.url, from: at(1).getTime(), to: at(60).getTime() });
    const life = (ms: number | null) =>
      new Promise<number | null>((resolve, reject) => {
        const child = spawn(process.execPath, [program, argument], {
          stdio: ["ignore", "pipe", "inherit"],
          env: { ...process.env, NODE_COMPILE_CACHE: cache },
        });
        child.once("error", reject);
        child.once("exit", resolve);
        if (ms !== null) child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), ms));
      });
    let killed = 0;
    // Each life begins anew with the first hour: what is done already is passed over.
    for (let i = 0; i < 6; i++) if ((await life(20 + 45 * i)) === null) killed++;
    expect(killed).toBeGreaterThan(3);
    expect(await life(null)).toBe(0);
    for (const [i, id] of ids.entries()) {
      const hours = i === 2 ? 2 : 1;
      expect((await bench.slots(id)).map(({ slot_at }) => slot_at.getTime())).toEqual(
        Array.from({ length: 60 / hours }, (_, k) => at(i === 2 ? 2 * k + 2 : k + 1).getTime()),
      );
      const incidents = (await bench.incidents()).filter(({ alarm }) => alarm.id === id).reverse();
      // Hours 6 to 12, 18 to 24, ...: seen an hour later, or two.
      expect(incidents.map(({ fired_at }) => (Date.parse(fired_at) - START) / HOUR_MS)).toEqual(
        [6, 18, 30, 42, 54].map((hour) => hour + hours),
      );
      const told = (await bench.told()).filter(({ rule_id }) => rule_id === id);
      expect(told.map(({ kind }) => kind)).toEqual(
        incidents.flatMap(({ status }) => (status === "firing" ? ["firing"] : ["firing", "resolved"])),
      );
      expect(told.map(({ incident_id }) => incident_id)).toEqual(
        incidents.flatMap(({ id: incident, status }) => (status === "firing" ? [incident] : [incident, incident])),
      );
    }
    rmSync(cache, { recursive: true, force: true });
  });
});

describe("one that cannot be evaluated", () => {
  test("a statement that fails inside of the snapshot does not poison the others; the slot is tried again, then recorded as failed", async () => {
    await query("UPDATE model SET slice_columns = '{tags.a,tags.country}' WHERE name = 'tides'");
    const [bad, good] = [
      await bench.alarm({ ...NO_RECORDS, each_slice_of: "tags.country" }, at(2), { name: "bad", model: "tides" }),
      await bench.alarm(NO_RECORDS, at(2), { name: "good", model: "tides" }),
    ];
    // A character that Postgres refuses makes a statement of the rule's own fail.
    await query("UPDATE alarm_rule SET definition = jsonb_set(definition, '{each_slice_of}', to_jsonb('a'::text)) WHERE id = $1", [bad]);
    const broken = bench.db.pool;
    const connect = broken.connect.bind(broken);
    let failing = true;
    broken.connect = (async (...callback: unknown[]) => {
      if (callback.length > 0) return Reflect.apply(connect, broken, callback);
      const client = await connect();
      const original = client.query.bind(client);
      client.query = ((...statement: unknown[]) => {
        const values = statement[1] as unknown[] | undefined;
        // As the data base does when a statement takes too long: with an error of its own, in the same transaction.
        if (failing && Array.isArray(values) && values.includes("a=")) return original("SELECT 1 / 0");
        return Reflect.apply(original, client, statement);
      }) as typeof client.query;
      const release = client.release.bind(client);
      client.release = (error) => {
        client.query = original as typeof client.query;
        release(error);
      };
      return client;
    }) as typeof broken.connect;
    try {
      const errors: [unknown, number][] = [];
      const onError = (error: unknown, rule: { id: number }) => void errors.push([error, rule.id]);
      await bench.roundAt(at(2), { onError });
      expect(errors).toMatchObject([[{ message: "division by zero" }, bad]]);
      expect(await bench.slots(good)).toMatchObject([{ outcome: "evaluated", values: [5] }]);
      expect(await bench.slots(bad)).toEqual([]);
      await bench.roundAt(new Date(at(2).getTime() + 5 * 60_000), { onError });
      expect(await bench.slots(bad)).toMatchObject([{ outcome: "failed", reason: "division by zero", statuses: ["error"] }]);
      failing = false;
      await bench.roundAt(at(3), { onError });
      expect((await bench.slots(bad)).map(({ outcome }) => outcome)).toEqual(["failed", "evaluated"]);
    } finally {
      broken.connect = connect as typeof broken.connect;
    }
  });

  test("a rule whose version is gone says so in each slot, and on_error decides what that means", async () => {
    await query("INSERT INTO model_version (model_id, name) SELECT id, 'gone' FROM model WHERE name = 'tides'");
    const ids = [];
    for (const on_error of ["error", "firing", "keep"] as const)
      ids.push(await bench.alarm({ ...NO_RECORDS, version: "gone", on_error }, at(2), { name: on_error, model: "tides" }));
    await query("DELETE FROM model_version WHERE name = 'gone'");
    await bench.roundAt(at(2));
    const statuses = await Promise.all(ids.map(async (id) => (await bench.get<AlarmDetail>(`/api/v1/alarms/${id}`)).status));
    expect(statuses).toEqual(["error", "firing", "ok"]);
    expect(await bench.slots(ids[0]!)).toMatchObject([{ outcome: "failed", reason: 'Model "tides" has no version "gone".' }]);
    expect((await bench.incidents())[0]!.headline).toContain('could not be read: Model "tides" has no version "gone"');
  });

  test("a rule that this Tidemark cannot read does not stop the others", async () => {
    const [bad, good] = [
      await bench.alarm(NO_RECORDS, at(2), { name: "bad", model: "tides" }),
      await bench.alarm(NO_RECORDS, at(2), { name: "good", model: "tides" }),
    ];
    await query('UPDATE alarm_rule SET definition = \'{"from": "the future"}\' WHERE id = $1', [bad]);
    const errors: number[] = [];
    await bench.roundAt(at(2), { onError: (_, { id }) => void errors.push(id) });
    expect([errors, (await bench.slots(good)).length]).toEqual([[bad], 1]);
  });
});

describe("a model that is deleted", () => {
  test("in the middle of a round: nothing of it is written; then rules, states, slots and incidents go with it, and what is to be told is told", async () => {
    await hourlyModel(bench, "leaving", at(0), TIDES);
    const [gone, stays] = [
      await bench.alarm(NO_RECORDS, at(7), { name: "gone", model: "leaving" }),
      await bench.alarm(NO_RECORDS, at(7), { name: "stays", model: "tides" }),
    ];
    await bench.roundAt(at(7));
    expect(await bench.incidents()).toHaveLength(2);
    let deleted = false;
    const errors: unknown[] = [];
    await bench.roundAt(at(8), {
      onError: (error) => void errors.push(error),
      // Models come in their order, so the one that stays is written first.
      fault: async () => {
        if (!deleted) await deleteModel(bench.db.pool, bench.projectId, "leaving");
        deleted = true;
      },
    });
    expect(errors).toMatchObject([{ code: "unknown_model" }]);
    expect((await bench.slots(gone)).length).toBe(1);
    expect((await bench.slots(stays)).length).toBe(2);
    await query("UPDATE model SET deleted_at = now() - interval '1 hour' WHERE deleted_at IS NOT NULL");
    await sweepDeletedModels(bench.db.pool);
    for (const table of ["alarm_rule_version", "alarm_state", "alarm_evaluation", "incident"])
      expect(await query(`SELECT 1 FROM ${table} WHERE rule_id = $1`, [gone]), table).toEqual([]);
    expect(await query("SELECT 1 FROM alarm_rule WHERE id = $1", [gone])).toEqual([]);
    // Its notification is on its way, and finds its incident gone.
    expect(await query("SELECT kind, alert->>'status' AS status FROM notification WHERE rule_id = $1 ORDER BY id", [gone])).toEqual([
      { kind: "firing", status: "firing" },
      { kind: "resolved", status: "resolved" },
    ]);
    await query("UPDATE notification SET not_before = now() - interval '1 minute'");
    await packRound(bench.db.pool);
    expect(await query("SELECT 1 FROM notification WHERE message_id IS NULL")).toEqual([]);
  });
});

describe("what people are told", () => {
  test("that it became critical, once, and that it is over", async () => {
    // 5 records an hour, then none.
    await bench.alarm(below(6, { critical: 1 }), at(5), { name: "low", model: "tides" });
    for (const hour of [5, 6, 7, 8]) await bench.roundAt(at(hour));
    expect((await bench.told()).map(({ kind }) => kind)).toEqual(["firing", "firing"]);
    expect((await labelsOf()).map(({ labels }) => labels.severity)).toEqual(["warning", "critical"]);
    const [incident] = await bench.incidents();
    expect(incident!.severity).toBe("critical");
    expect((await bench.get<IncidentDetail>(`/api/v1/incidents/${incident!.id}`)).events.map(({ kind }) => kind)).toEqual([
      "fired",
      "escalated",
    ]);
  });

  test("that it is over, though it became critical while it was silenced", async () => {
    const id = await bench.alarm(below(6, { critical: 1, clear: 6 }), at(5), { name: "low", model: "tides" });
    await bench.roundAt(at(5));
    await silence(at(5), at(20));
    await bench.roundAt(at(7));
    expect((await bench.told()).map(({ kind }) => kind)).toEqual(["firing"]);
    await bench.ask.askJson(204, "DELETE", `/api/v1/alarms/${id}`, { key: bench.key });
    expect((await bench.told()).map(({ kind }) => kind)).toEqual(["firing", "resolved"]);
  });

  test("what still fires when a silence ends, at once and once, though the alarm's next slot is far", async () => {
    await bench.alarm({ ...NO_RECORDS, every: "12h" }, at(12), { name: "low", model: "tides" });
    await silence(at(11), at(13));
    await bench.roundAt(at(12));
    expect(await bench.told()).toEqual([]);
    await bench.roundAt(new Date(at(13).getTime() - 1));
    expect(await bench.told()).toEqual([]);
    await bench.roundAt(at(13));
    await Promise.all([bench.roundAt(at(13)), bench.roundAt(at(14))]);
    expect((await bench.told()).map(({ kind }) => kind)).toEqual(["firing"]);
    const [incident] = await bench.incidents();
    expect((await bench.get<IncidentDetail>(`/api/v1/incidents/${incident!.id}`)).events.map(({ kind }) => kind)).toEqual([
      "fired",
      "silenced",
    ]);
  });

  test("with the labels of the rule beside Tidemark's own, which a rule cannot take", async () => {
    await bench.alarm({ ...NO_RECORDS, labels: { team: "risk" } }, at(7), { name: "low", model: "tides" });
    await bench.roundAt(at(7));
    expect(await labelsOf()).toEqual([{ labels: { team: "risk", alertname: "low", model: "tides", severity: "warning" } }]);
    for (const label of ["alertname", "severity", "model", "version", "slice", "column"]) {
      const json = { name: "x", model: "tides", definition: { ...NO_RECORDS, labels: { [label]: "mine" } } };
      const response = await bench.ask.ask("POST", "/api/v1/alarms", { key: bench.key, json });
      expect([response.status, await response.text()]).toEqual([422, expect.stringContaining(`/definition/labels/${label}`)]);
    }
  });

  const silence = async (from: Date, to: Date) => {
    bench.now = from;
    await bench.ask.askJson<Silence>(201, "POST", "/api/v1/silences", {
      key: bench.key,
      json: { matchers: [{ name: "alertname", value: "low" }], ends_at: to.toISOString(), comment: "a test" },
    });
  };
});

describe("what is long ago", () => {
  test("goes: slots after 100 days but for those of open incidents, incidents after two years, silences after one", async () => {
    const [open, over] = [
      await bench.alarm(NO_RECORDS, at(7), { name: "open", model: "tides" }),
      await bench.alarm(NO_RECORDS, at(7), { name: "over", model: "other" }),
    ];
    await bench.roundAt(at(8));
    await query("UPDATE incident SET resolved_at = now() - interval '729 days' WHERE rule_id = $1", [over]);
    await query("UPDATE alarm_evaluation SET evaluated_at = now() - interval '101 days'");
    await query("UPDATE alarm_evaluation SET evaluated_at = now() - interval '99 days' WHERE rule_id = $1 AND slot_at = $2", [over, at(8)]);
    const silence =
      "INSERT INTO silence (project_id, matchers, starts_at, ends_at, comment, author, expired_at) VALUES ($1, '[]', now(), $2, $3, 'x', $4)";
    const ago = (days: number) => new Date(Date.now() - days * DAY_MS);
    await query(silence, [bench.projectId, ago(366), "old", null]);
    await query(silence, [bench.projectId, ago(-5), "ended early", ago(366)]);
    await query(silence, [bench.projectId, ago(364), "young", null]);
    expect(await deleteOldAlarmRecords(bench.db.pool)).toBe(1 + 2);
    expect((await bench.slots(open)).length).toBe(2);
    expect((await bench.slots(over)).map(({ slot_at }) => slot_at)).toEqual([at(8)]);
    expect(await query("SELECT comment FROM silence")).toEqual([{ comment: "young" }]);
    await query("UPDATE incident SET resolved_at = now() - interval '731 days' WHERE rule_id = $1", [over]);
    await query("UPDATE alarm_rule SET deleted_at = now() - interval '731 days', enabled = false WHERE id = $1", [over]);
    await deleteOldAlarmRecords(bench.db.pool);
    expect(await query("SELECT rule_id FROM incident")).toEqual([{ rule_id: open }]);
    expect(await query("SELECT i.id FROM incident_event e LEFT JOIN incident i ON i.id = e.incident_id WHERE i.id IS NULL")).toEqual([]);
    expect(await query("SELECT id FROM alarm_rule")).toEqual([{ id: open }]);
  });
});
