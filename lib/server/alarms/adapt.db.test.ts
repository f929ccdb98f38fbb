import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { z } from "zod";
import type { Alarm, AlarmDetail, AlarmSuggestion, pruningSchema, StarterSet } from "#core/contracts/alarms.ts";
import { alarmBench, at, type Bench, DAYS, PSI_OF_AGE } from "./testing.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await alarmBench();
});
beforeEach(() => bench.forget());
afterAll(() => bench.db.drop());

const judge = async (verdicts: (firedAt: Date) => "real" | "false") => {
  for (const { id, fired_at } of await bench.incidents())
    await bench.ask.askJson(200, "POST", `/api/v1/incidents/${id}/verdict`, {
      key: bench.key,
      json: { verdict: verdicts(new Date(fired_at)) },
    });
};

describe("what an alarm's record says of its threshold", () => {
  /** So low that any day is beyond it. */
  const PSI_LOW = {
    ...PSI_OF_AGE,
    when: { metric: { kind: "drift", statistic: "psi", column: "age" }, is: { kind: "above", threshold: 0.0001 }, evidence: "off" },
  } as const;

  test("too few verdicts: nothing, and why", async () => {
    const id = await bench.alarm(PSI_LOW, at(2));
    await bench.roundAt(at(4, 1));
    const suggestion = await bench.get<AlarmSuggestion>(`/api/v1/alarms/${id}/suggestion`);
    expect(suggestion).toMatchObject({ alarm: id, rule_version: 1, suggestion: null, reason: expect.any(String) });
    expect(suggestion.alarms_a_month, "two days of looks say nothing of a month").toBeNull();
  });

  test("false alarms of small values and a real one of a large value: a threshold between them, accepted as a version that can be taken back", async () => {
    const id = await bench.alarm(PSI_LOW, at(1));
    // Cleared by hand: each day an incident of its own.
    for (let day = 1; day <= DAYS; day++) {
      await bench.roundAt(at(day, 1));
      await bench.db.pool.query(
        "UPDATE incident SET resolved_at = $2, resolved_by = 'cleared' WHERE rule_id = $1 AND resolved_at IS NULL",
        [id, at(day, 2)],
      );
      await bench.db.pool.query("DELETE FROM alarm_state WHERE rule_id = $1", [id]);
    }
    expect(await bench.incidents()).toHaveLength(DAYS);
    await judge((firedAt) => (firedAt > at(5) ? "real" : "false"));
    const found = await bench.get<AlarmSuggestion>(`/api/v1/alarms/${id}/suggestion`);
    expect(found.reason).toBeNull();
    expect(found.alarms_a_month, "one a day").toBeGreaterThan(25);
    expect(found.suggestion).toMatchObject({ false_removed: 5, false_total: 5, real_missed: 0, real_total: 5 });
    const { definition, sentence } = found.suggestion!;
    const stale = { key: bench.key, json: { rule_version: 7, definition } };
    expect((await bench.ask.ask("POST", `/api/v1/alarms/${id}/suggestion`, stale)).status).toBe(409);
    const accepted = await bench.ask.askJson<AlarmDetail>(200, "POST", `/api/v1/alarms/${id}/suggestion`, {
      key: bench.key,
      json: { rule_version: 1, definition },
    });
    expect(accepted.versions[0]).toMatchObject({ version: 2, reason: "suggestion", note: sentence });
    expect(accepted.definition).toEqual(definition);
    const reverted = await bench.ask.askJson<AlarmDetail>(200, "POST", `/api/v1/alarms/${id}/revert`, {
      key: bench.key,
      json: { version: 1 },
    });
    expect(reverted.definition.when).toMatchObject({ is: { threshold: 0.0001 } });
  });
});

describe("alarms to do without", () => {
  test("one that only cried wolf, one that never fired, one that says what another says", async () => {
    const wolf = await bench.alarm(PSI_OF_AGE, at(6), { name: "wolf" });
    const above = (threshold: number) =>
      ({ ...PSI_OF_AGE, when: { metric: { kind: "drift", statistic: "psi", column: "age" }, is: { kind: "above", threshold } } }) as const;
    const twin = await bench.alarm(above(0.21), at(6), { name: "twin" });
    const mute = await bench.alarm(above(100), at(6), { name: "mute" });
    for (let day = 6; day <= DAYS; day++) {
      await bench.roundAt(at(day, 1));
      await bench.db.pool.query("UPDATE incident SET resolved_at = $1, resolved_by = 'cleared' WHERE resolved_at IS NULL", [at(day, 2)]);
      await bench.db.pool.query("DELETE FROM alarm_state");
    }
    await judge(() => "false");
    // Evaluated for long enough to say so.
    await bench.db.pool.query("UPDATE alarm_evaluation SET slot_at = slot_at - interval '100 days' WHERE slot_at = $1", [at(6)]);
    bench.now = at(DAYS, 3);
    const { data } = await bench.get<z.infer<typeof pruningSchema>>("/api/v1/alarms/pruning");
    const findings = data.map(({ alarm, finding }) => [alarm, finding]);
    expect(findings).toContainEqual([mute, "never_fired"]);
    expect(findings).toContainEqual([wolf, "only_false"]);
    expect(data.every(({ sentence, name }) => sentence.length > 10 && name.length > 0)).toBe(true);
    expect(
      data.some(({ alarm, finding, other }) => finding === "duplicate" && [wolf, twin].includes(alarm) && [wolf, twin].includes(other!)) ||
        findings.some(([alarm, finding]) => alarm === twin && finding === "only_false"),
    ).toBe(true);
  });
});

describe("starters", () => {
  test("each says which failure it is for, and why it makes no sense for the model where it does not", async () => {
    const set = await bench.get<StarterSet>("/api/v1/alarms/starters?model=test");
    expect(set.task).toBe("tabular");
    expect(set.rules.length).toBeGreaterThan(5);
    for (const { failure, why, alarm } of set.rules) expect([failure !== "", why !== "", alarm]).toEqual([true, true, null]);
    expect(set.rules.some(({ not_applicable }) => not_applicable === null)).toBe(true);
  });

  test("made once, however often they are asked for; then the page of failures knows them", async () => {
    const { rules } = await bench.get<StarterSet>("/api/v1/alarms/starters?model=test");
    const wanted = rules.filter(({ not_applicable }) => not_applicable === null).map(({ id }) => id);
    const post = (ids: string[], status: number) =>
      bench.ask.askJson<{ data: Alarm[]; detail?: string }>(status, "POST", "/api/v1/alarms/starters", {
        key: bench.key,
        json: { model: "test", rules: ids },
      });
    const first = await post(wanted, 201);
    expect(first.data.map(({ origin, model }) => [origin, model])).toEqual(wanted.map(() => ["starter", "test"]));
    expect((await post(wanted, 201)).data).toEqual([]);
    const again = await bench.get<StarterSet>("/api/v1/alarms/starters?model=test");
    expect(again.rules.filter(({ alarm }) => alarm !== null).map(({ id }) => id)).toEqual(wanted);
    // Two clicks at once.
    await bench.forget();
    const [one, two] = await Promise.all([post(wanted, 201), post(wanted, 201)]);
    expect(one.data.length + two.data.length).toBe(wanted.length);

    const { data } = await bench.get<{ data: { id: string; alarms: { name: string }[]; starters: string[]; blind: string | null }[] }>(
      "/api/v1/alarms/failures",
    );
    const seen = data.filter(({ alarms }) => alarms.length > 0);
    expect(seen.length).toBeGreaterThan(3);
    for (const { starters } of data) for (const id of starters) expect(wanted).not.toContain(id);
    expect(data.some(({ blind }) => blind !== null)).toBe(true);
  });

  test("one that makes no sense, or does not exist, is refused before any is made", async () => {
    const { rules } = await bench.get<StarterSet>("/api/v1/alarms/starters?model=test");
    const good = rules.find(({ not_applicable }) => not_applicable === null)!.id;
    const bad = rules.find(({ not_applicable }) => not_applicable !== null)?.id ?? "none";
    for (const id of new Set([bad, "no-such-starter"])) {
      const json = { model: "test", rules: [good, id] };
      expect((await bench.ask.ask("POST", "/api/v1/alarms/starters", { key: bench.key, json })).status).toBe(422);
    }
    expect((await bench.get<{ data: Alarm[] }>("/api/v1/alarms")).data).toEqual([]);
  });
});
