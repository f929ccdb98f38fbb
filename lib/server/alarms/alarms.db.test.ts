import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RuleDefinitionInput } from "#core/contracts/alarm-rules.ts";
import type { AlarmDetail, PreviewAnswer } from "#core/contracts/alarms.ts";
import type { IncidentDetail, Silence } from "#core/contracts/incidents.ts";
import { alarmBench, at, type Bench, PSI_OF_AGE } from "./testing.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await alarmBench();
});
beforeEach(() => bench.forget());
afterAll(() => bench.db.drop());

describe("an alarm on a column that drifts", () => {
  test("is ok while nothing has moved, fires in the first slot whose window has drifted, and says what it saw", async () => {
    const id = await bench.alarm(PSI_OF_AGE, at(2));
    for (let day = 2; day <= 5; day++) await bench.roundAt(at(day, 1));
    expect(await bench.get<AlarmDetail>(`/api/v1/alarms/${id}`)).toMatchObject({
      status: "ok",
      firing: 0,
      last_slot_at: at(5).toISOString(),
    });
    expect(await bench.incidents()).toEqual([]);

    await bench.roundAt(at(6, 1));
    const [incident] = await bench.incidents();
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

    const detail = await bench.get<IncidentDetail>(`/api/v1/incidents/${incident!.id}`);
    expect(detail.chart.map(({ slot_at }) => slot_at)).toEqual([2, 3, 4, 5, 6].map((day) => at(day).toISOString()));
    expect(detail.link).toContain(`/models/test/drift?from=${encodeURIComponent(at(5).toISOString())}`);
    expect(detail.events.map(({ kind }) => kind)).toEqual(["fired"]);
  });

  test("is listed by any status that one of its series has; ok is also what was never evaluated", async () => {
    const roles: RuleDefinitionInput = {
      ...PSI_OF_AGE,
      when: { metric: { kind: "role_drift", statistic: "psi", role: "input" }, is: { kind: "above", threshold: 0.2 } },
    };
    const [many, fresh] = [await bench.alarm(roles, at(6), { name: "many" }), await bench.alarm(PSI_OF_AGE, at(9), { name: "never" })];
    await bench.roundAt(at(6, 1));
    const listed = async (status: string) =>
      (await bench.get<{ data: AlarmDetail[] }>(`/api/v1/alarms?status=${status}`)).data.map(({ id, status: worst }) => [id, worst]);
    expect(await listed("firing")).toEqual([[many, "firing"]]);
    expect(await listed("ok")).toEqual([
      [many, "firing"],
      [fresh, "ok"],
    ]);
    expect(await listed("error")).toEqual([]);
  });

  test("reads what the drift page says of the same window", async () => {
    const id = await bench.alarm(PSI_OF_AGE, at(6));
    await bench.roundAt(at(6, 1));
    const alarm = await bench.get<AlarmDetail>(`/api/v1/alarms/${id}`);
    const drift = await bench.get<{ columns: { name: string; statistics: { id: string; value: number }[] }[] }>(
      `/api/v1/models/test/drift?from=${at(5).toISOString()}&to=${at(6).toISOString()}`,
    );
    const psi = drift.columns.find(({ name }) => name === "age")!.statistics.find(({ id: statistic }) => statistic === "psi")!;
    expect(alarm.series[0]!.readings[0]!.value).toBe(psi.value);
  });

  test("each slot is evaluated once by however many rounds at once, and a round that dies leaves nothing", async () => {
    const id = await bench.alarm(PSI_OF_AGE, at(6));
    for (const wanted of ["locked", "evaluated", "told", "before commit"] as const) {
      const fault = (point: string) => {
        if (point === wanted) throw new Error("killed");
      };
      await expect(bench.roundAt(at(6, 1), { fault })).rejects.toThrow("killed");
      expect(await bench.slots(id)).toEqual([]);
      expect(await bench.incidents()).toEqual([]);
    }
    await Promise.all([bench.roundAt(at(6, 1)), bench.roundAt(at(6, 1)), bench.roundAt(at(6, 1))]);
    expect((await bench.slots(id)).map(({ slot_at }) => slot_at)).toEqual([at(6)]);
    expect(await bench.incidents()).toHaveLength(1);
  });

  test("a clock that goes back evaluates nothing twice", async () => {
    const id = await bench.alarm(PSI_OF_AGE, at(3));
    await bench.roundAt(at(5));
    await bench.roundAt(at(3));
    await bench.roundAt(at(5));
    expect((await bench.slots(id)).map(({ slot_at }) => slot_at)).toEqual([at(3), at(4), at(5)]);
  });

  test("after downtime every missed slot is there, and only how it ended is told", async () => {
    await bench.tellSomebody();
    const id = await bench.alarm(PSI_OF_AGE, at(2));
    const came = await bench.alarm(
      {
        when: { metric: { kind: "column", value: "mean", column: "age" }, is: { kind: "outside", lower: 0, upper: 60 }, evidence: "off" },
        window: "1d",
        every: "1d",
      },
      at(2),
      { name: "Age mean" },
    );
    await bench.roundAt(at(10, 1));
    expect(await bench.slots(id)).toHaveLength(9);
    expect(await bench.slots(came)).toHaveLength(9);
    const told = await bench.db.pool.query<{ kind: string; rule_id: number }>("SELECT kind, rule_id FROM notification ORDER BY id");
    expect(told.rows.filter(({ rule_id }) => rule_id === id)).toEqual([{ kind: "firing", rule_id: id }]);
  });
});

describe("silences", () => {
  test("nobody is told while one holds; what still fires when it ends is told then", async () => {
    await bench.tellSomebody();
    await bench.alarm(PSI_OF_AGE, at(6));
    bench.now = at(5, 12);
    const silence = await bench.ask.askJson<Silence>(201, "POST", "/api/v1/silences", {
      key: bench.key,
      json: { matchers: [{ name: "alertname", value: "Age drifts" }], ends_at: at(7, 12).toISOString(), comment: "moving house" },
    });
    await bench.roundAt(at(6, 1));
    const count = async () => Number((await bench.db.pool.query("SELECT count(*) AS n FROM notification")).rows[0].n);
    expect(await count()).toBe(0);
    expect((await bench.incidents())[0]).toMatchObject({ status: "firing", silenced: true });
    expect((await bench.get<{ data: Silence[] }>("/api/v1/silences")).data[0]).toMatchObject({
      id: silence.id,
      state: "active",
      silences: 1,
    });
    await bench.roundAt(at(7, 1));
    expect(await count()).toBe(0);
    await bench.roundAt(at(8, 1));
    expect(await count()).toBe(1);
  });
});

describe("what people do", () => {
  test("acknowledging, judging and commenting are in the history; changing the rule closes its incident", async () => {
    const id = await bench.alarm(PSI_OF_AGE, at(6));
    await bench.roundAt(at(6, 1));
    const [{ id: incident } = { id: 0 }] = await bench.incidents();
    await bench.ask.askJson(200, "POST", `/api/v1/incidents/${incident}/ack`, {
      key: bench.key,
      json: { verdict: "real", comment: "A new campaign." },
    });
    await bench.ask.askJson(200, "POST", `/api/v1/incidents/${incident}/comments`, { key: bench.key, json: { comment: "Retraining." } });
    await bench.ask.askJson(200, "PATCH", `/api/v1/alarms/${id}`, {
      key: bench.key,
      json: { definition: { ...PSI_OF_AGE, min_records: 300 }, note: "more rows" },
    });
    const detail = await bench.get<IncidentDetail>(`/api/v1/incidents/${incident}`);
    expect(detail).toMatchObject({ status: "resolved", resolved_by: "rule_changed", verdict: "real" });
    expect(detail.acknowledged_at).not.toBeNull();
    expect(detail.events.map(({ kind }) => kind)).toEqual(["fired", "acknowledged", "verdict", "comment", "resolved"]);
    const alarm = await bench.get<AlarmDetail>(`/api/v1/alarms/${id}`);
    expect(alarm.version).toBe(2);
    await bench.ask.askJson(200, "POST", `/api/v1/alarms/${id}/revert`, { key: bench.key, json: { version: 1 } });
    const reverted = await bench.get<AlarmDetail>(`/api/v1/alarms/${id}`);
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
    const response = await bench.ask.ask("POST", "/api/v1/alarms", { key: bench.key, json: { name: "x", model: "test", definition } });
    expect(response.status).toBe(422);
    expect(JSON.stringify(await response.json())).toContain(words.replaceAll('"', '\\"'));
  });
});

describe("a back-test", () => {
  const preview = (definition: RuleDefinitionInput, shuffles = 10) => {
    // When the records were counted: by then only days are kept of them, and shuffles are made of what is kept.
    bench.now = new Date();
    return bench.ask.askJson<PreviewAnswer>(200, "POST", "/api/v1/alarms/preview", {
      key: bench.key,
      json: { model: "test", definition, from: at(1).toISOString(), to: at(10).toISOString(), shuffles },
    });
  };

  test("reads in each slot what the evaluation reads, and shuffled records do not drift", async () => {
    const answer = await preview(PSI_OF_AGE);
    expect(answer.slots).toHaveLength(10);
    const [series] = answer.conditions[0]!.series;
    const id = await bench.alarm(PSI_OF_AGE, at(1));
    await bench.roundAt(at(10, 1));
    const { data } = await bench.get<{ data: { slot_at: string; series: { readings: { value: number; p: number }[] }[] }[] }>(
      `/api/v1/alarms/${id}/evaluations?from=${at(0).toISOString()}&to=${at(11).toISOString()}`,
    );
    const evaluated = data.toReversed().map(({ series: [one] }) => one!.readings[0]!);
    expect(series!.readings.value).toEqual(evaluated.map(({ value }) => value));
    expect(series!.readings.p).toEqual(evaluated.map(({ p }) => p));
    expect(series!.shuffled).toHaveLength(10);
    const shuffled = series!.shuffled.flatMap(({ p }) => p);
    expect(shuffled.filter((p) => p !== null).length).toBe(100);
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
      when: { metric: { kind: "volume", of: "predictions" }, is: { kind: "below", threshold: 10 } },
    });
    expect(answer.conditions[0]!.series[0]!.readings.value).toEqual(Array(10).fill(400));
    expect(answer.conditions[0]!.not_shuffled).toMatch(/when records come/);
  });
});
