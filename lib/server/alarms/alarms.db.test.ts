import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AlarmDetail, PreviewAnswer, RuleDefinitionInput } from "#core/contracts/alarms.ts";
import type { Incident, IncidentDetail, Silence } from "#core/contracts/incidents.ts";
import { createKey } from "#server/auth/keys.ts";
import { type TestDatabase, testDatabase } from "#server/db/testing.ts";
import { createAsker } from "#server/http/testing-requests.ts";
import { setReference } from "#server/references/set-reference.ts";
import { DAY_MS, predictionRecords } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { alarmRound } from "./evaluate/round.ts";

const FROM = Date.UTC(2026, 0, 1);
/** Five days like the reference, then five in which everybody is 30 years older. */
const DAYS = 10;
const at = (day: number, hour = 0) => new Date(FROM + day * DAY_MS + hour * 3_600_000);

let db: TestDatabase;
let key: string;
let now: Date;
let ask: ReturnType<typeof createAsker>;

beforeEach(async () => {
  db = await testDatabase();
  const projectId = (await db.pool.query<{ id: number }>("SELECT id FROM project ORDER BY id LIMIT 1")).rows[0]!.id;
  key = (await createKey(db.pool, { projectId, name: "test", scopes: ["admin"] })).key;
  now = at(DAYS);
  ask = createAsker(db.pool, () => now);
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  for (let day = 0; day < DAYS; day++) {
    const records = predictionRecords({ seed: day + 1, count: 400, from: at(day).getTime(), prefix: `d${day}`, shift: day < 5 ? 0 : 30 });
    await storeRecords(db.pool, model, records);
  }
  await settle(db.pool);
  const window = { kind: "window", from: at(0).toISOString(), to: at(4).toISOString(), version: null } as const;
  await setReference(db.pool, model, window);
  await settle(db.pool);
});
afterEach(() => db.drop());

const PSI_OF_AGE: RuleDefinitionInput = {
  when: { metric: { kind: "drift", statistic: "psi", column: "age" }, is: { kind: "above", threshold: 0.2 } },
  window: "1d",
  every: "1d",
};

async function createAlarm(definition: RuleDefinitionInput, firstSlot: Date, name = "Age drifts"): Promise<number> {
  const { id } = await ask.askJson<AlarmDetail>(201, "POST", "/api/v1/alarms", { key, json: { name, model: "test", definition } });
  await db.pool.query("UPDATE alarm_rule SET next_slot_at = $2 WHERE id = $1", [id, firstSlot]);
  return id;
}

async function roundAt(time: Date) {
  now = time;
  return alarmRound(db.pool, { now: time });
}

const get = <T>(path: string) => ask.askJson<T>(200, "GET", path, { key });
const incidents = async () => (await get<{ data: Incident[] }>("/api/v1/incidents")).data;
const slots = async (id: number) =>
  (
    await db.pool.query<{ slot_at: Date; outcome: string }>(
      "SELECT slot_at, outcome FROM alarm_evaluation WHERE rule_id = $1 ORDER BY slot_at",
      [id],
    )
  ).rows;

describe("an alarm on a column that drifts", () => {
  test("is ok while nothing has moved, fires in the first slot whose window has drifted, and says what it saw", async () => {
    const id = await createAlarm(PSI_OF_AGE, at(2));
    for (let day = 2; day <= 5; day++) await roundAt(at(day, 1));
    expect(await get<AlarmDetail>(`/api/v1/alarms/${id}`)).toMatchObject({ status: "ok", firing: 0, last_slot_at: at(5).toISOString() });
    expect(await incidents()).toEqual([]);

    await roundAt(at(6, 1));
    const [incident] = await incidents();
    expect(incident).toMatchObject({
      status: "firing",
      series: "",
      model: "test",
      fired_at: at(6).toISOString(),
      labels: { alertname: "Age drifts", model: "test", severity: "warning" },
    });
    expect(incident!.at_firing.window).toEqual({ from: at(5).toISOString(), to: at(6).toISOString() });
    const [reading] = incident!.at_firing.readings;
    expect(reading!.value).toBeGreaterThan(0.2);
    expect(reading!.p).toBeLessThan(1e-6);
    expect(incident!.headline).toContain("age");

    const detail = await get<IncidentDetail>(`/api/v1/incidents/${incident!.id}`);
    expect(detail.chart.map(({ slot_at }) => slot_at)).toEqual([2, 3, 4, 5, 6].map((day) => at(day).toISOString()));
    expect(detail.link).toContain(`/models/test/drift?from=${encodeURIComponent(at(5).toISOString())}`);
    expect(detail.events.map(({ kind }) => kind)).toEqual(["fired"]);
  });

  test("reads what the drift page says of the same window", async () => {
    const id = await createAlarm(PSI_OF_AGE, at(6));
    await roundAt(at(6, 1));
    const alarm = await get<AlarmDetail>(`/api/v1/alarms/${id}`);
    const drift = await get<{ columns: { name: string; statistics: { id: string; value: number }[] }[] }>(
      `/api/v1/models/test/drift?from=${at(5).toISOString()}&to=${at(6).toISOString()}`,
    );
    const psi = drift.columns.find(({ name }) => name === "age")!.statistics.find(({ id: statistic }) => statistic === "psi")!;
    expect(alarm.series[0]!.readings[0]!.value).toBe(psi.value);
  });

  test("each slot is evaluated once by however many rounds at once, and a round that dies leaves nothing", async () => {
    const id = await createAlarm(PSI_OF_AGE, at(6));
    await expect(
      alarmRound(db.pool, {
        now: at(6, 1),
        fault: (point) => {
          if (point === "before commit") throw new Error("killed");
        },
      }),
    ).rejects.toThrow("killed");
    expect(await slots(id)).toEqual([]);
    expect(await incidents()).toEqual([]);
    await Promise.all([roundAt(at(6, 1)), roundAt(at(6, 1)), roundAt(at(6, 1))]);
    expect((await slots(id)).map(({ slot_at }) => slot_at)).toEqual([at(6)]);
    expect(await incidents()).toHaveLength(1);
  });

  test("a clock that goes back evaluates nothing twice", async () => {
    const id = await createAlarm(PSI_OF_AGE, at(3));
    await roundAt(at(5));
    await roundAt(at(3));
    await roundAt(at(5));
    expect((await slots(id)).map(({ slot_at }) => slot_at)).toEqual([at(3), at(4), at(5)]);
  });

  test("after downtime every missed slot is there, and only how it ended is told, with what came and went as a digest", async () => {
    await db.pool.query("INSERT INTO channel (project_id, name, kind, config) SELECT id, 'hook', 'webhook', $1 FROM project LIMIT 1", [
      JSON.stringify({ kind: "webhook", url: "http://hook.test/" }),
    ]);
    await db.pool.query("INSERT INTO routing (project_id, definition) SELECT id, $1 FROM project LIMIT 1", [
      JSON.stringify({ fallback: ["hook"] }),
    ]);
    // One day only was low on members of KR: volume below 200 never, so watch a band that only days 5 to 9 leave.
    const id = await createAlarm(PSI_OF_AGE, at(2));
    const came = await createAlarm(
      {
        when: { metric: { kind: "column", value: "mean", column: "age" }, is: { kind: "outside", lower: 0, upper: 60 }, evidence: "off" },
        window: "1d",
        every: "1d",
      },
      at(2),
      "Age mean",
    );
    await roundAt(at(10, 1));
    expect(await slots(id)).toHaveLength(9);
    expect(await slots(came)).toHaveLength(9);
    const told = await db.pool.query<{ kind: string; rule_id: number }>("SELECT kind, rule_id FROM notification ORDER BY id");
    expect(told.rows.filter(({ rule_id }) => rule_id === id)).toEqual([{ kind: "firing", rule_id: id }]);
  });
});

describe("silences", () => {
  test("nobody is told while one holds; what still fires when it ends is told then", async () => {
    await db.pool.query("INSERT INTO channel (project_id, name, kind, config) SELECT id, 'hook', 'webhook', $1 FROM project LIMIT 1", [
      JSON.stringify({ kind: "webhook", url: "http://hook.test/" }),
    ]);
    await db.pool.query("INSERT INTO routing (project_id, definition) SELECT id, $1 FROM project LIMIT 1", [
      JSON.stringify({ fallback: ["hook"] }),
    ]);
    await createAlarm(PSI_OF_AGE, at(6));
    now = at(5, 12);
    const silence = await ask.askJson<Silence>(201, "POST", "/api/v1/silences", {
      key,
      json: { matchers: [{ name: "alertname", value: "Age drifts" }], ends_at: at(7, 12).toISOString(), comment: "moving house" },
    });
    await roundAt(at(6, 1));
    const count = async () => Number((await db.pool.query("SELECT count(*) AS n FROM notification")).rows[0].n);
    expect(await count()).toBe(0);
    expect((await incidents())[0]).toMatchObject({ status: "firing", silenced: true });
    expect((await get<{ data: Silence[] }>("/api/v1/silences")).data[0]).toMatchObject({ id: silence.id, state: "active", silences: 1 });
    await roundAt(at(7, 1));
    expect(await count()).toBe(0);
    await roundAt(at(8, 1));
    expect(await count()).toBe(1);
  });
});

describe("what people do", () => {
  test("acknowledging, judging and commenting are in the history; changing the rule closes its incident", async () => {
    const id = await createAlarm(PSI_OF_AGE, at(6));
    await roundAt(at(6, 1));
    const [{ id: incident } = { id: 0 }] = await incidents();
    await ask.askJson(200, "POST", `/api/v1/incidents/${incident}/ack`, { key, json: { verdict: "real", comment: "A new campaign." } });
    await ask.askJson(200, "POST", `/api/v1/incidents/${incident}/comments`, { key, json: { comment: "Retraining." } });
    await ask.askJson(200, "PATCH", `/api/v1/alarms/${id}`, {
      key,
      json: { definition: { ...PSI_OF_AGE, min_records: 300 }, note: "more rows" },
    });
    const detail = await get<IncidentDetail>(`/api/v1/incidents/${incident}`);
    expect(detail).toMatchObject({ status: "resolved", resolved_by: "rule_changed", verdict: "real" });
    expect(detail.acknowledged_at).not.toBeNull();
    expect(detail.events.map(({ kind }) => kind)).toEqual(["fired", "acknowledged", "verdict", "comment", "resolved"]);
    const alarm = await get<AlarmDetail>(`/api/v1/alarms/${id}`);
    expect(alarm.version).toBe(2);
    await ask.askJson(200, "POST", `/api/v1/alarms/${id}/revert`, { key, json: { version: 1 } });
    const reverted = await get<AlarmDetail>(`/api/v1/alarms/${id}`);
    expect(reverted.definition.min_records).toBe(200);
    expect(reverted.versions.map(({ reason }) => reason)).toEqual(["reverted", "edited", "created"]);
  });

  test.each([
    [
      "a column that is not there",
      { when: { metric: { kind: "drift", statistic: "psi", column: "agee" }, is: { kind: "above", threshold: 0.2 } } },
      'Did you mean "age"?',
    ],
    ["a zone that is none", { ...PSI_OF_AGE, zone: "Mars/Olympus" }, "IANA name"],
    [
      "Tidemark's own lag for a model",
      { when: { metric: { kind: "system", id: "rollup_lag" }, is: { kind: "above", threshold: 1 } } },
      "has no model",
    ],
  ] as const)("a rule about %s is refused with what to do", async (_, definition, words) => {
    const response = await ask.ask("POST", "/api/v1/alarms", { key, json: { name: "x", model: "test", definition } });
    expect(response.status).toBe(422);
    expect(JSON.stringify(await response.json())).toContain(words.replaceAll('"', '\\"'));
  });
});

describe("a back-test", () => {
  const preview = (definition: RuleDefinitionInput, shuffles = 10) =>
    ask.askJson<PreviewAnswer>(200, "POST", "/api/v1/alarms/preview", {
      key,
      json: { model: "test", definition, from: at(1).toISOString(), to: at(10).toISOString(), shuffles },
    });

  test("reads in each slot what the evaluation reads, and shuffled records do not drift", async () => {
    const answer = await preview(PSI_OF_AGE);
    expect(answer.slots).toHaveLength(10);
    const [series] = answer.conditions[0]!.series;
    const id = await createAlarm(PSI_OF_AGE, at(1));
    await roundAt(at(10, 1));
    const { data } = await get<{ data: { slot_at: string; series: { readings: { value: number; p: number }[] }[] }[] }>(
      `/api/v1/alarms/${id}/evaluations?from=${at(0).toISOString()}&to=${at(11).toISOString()}`,
    );
    const evaluated = data.toReversed().map(({ series: [one] }) => one!.readings[0]!);
    expect(series!.readings.value).toEqual(evaluated.map(({ value }) => value));
    expect(series!.readings.p).toEqual(evaluated.map(({ p }) => p));
    expect(series!.shuffled).toHaveLength(10);
    const shuffled = series!.shuffled.flatMap(({ p }) => p);
    expect(shuffled.filter((p) => p !== null && p < 0.05).length / shuffled.length).toBeLessThan(0.12);
  });

  test("all inputs: a series for each, evidence corrected over them", async () => {
    const definition: RuleDefinitionInput = {
      ...PSI_OF_AGE,
      when: { metric: { kind: "role_drift", statistic: "psi", role: "input" }, is: { kind: "above", threshold: 0.2 } },
    };
    const answer = await preview(definition, 3);
    expect(answer.conditions[0]!.series.map(({ series }) => series).sort()).toEqual([
      "column=age",
      "column=income",
      "column=member",
      "column=message.length",
      "column=plan",
    ]);
    expect(answer.conditions[0]!.series.every(({ shuffled }) => shuffled.length === 3)).toBe(true);
  });

  test("a volume has no shuffled runs, and says why", async () => {
    const answer = await preview({
      ...PSI_OF_AGE,
      when: { metric: { kind: "volume", of: "records" }, is: { kind: "below", threshold: 10 } },
    });
    expect(answer.conditions[0]!.series[0]!.readings.value).toEqual(Array(10).fill(400));
    expect(answer.conditions[0]!.not_shuffled).toMatch(/when records come/);
  });
});
