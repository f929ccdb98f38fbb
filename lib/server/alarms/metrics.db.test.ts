import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AlarmMetric, Reading, RuleDefinitionInput } from "#core/contracts/alarm-rules.ts";
import type { AlarmDetail } from "#core/contracts/alarms.ts";
import { alarmBench, at, type Bench, PSI_OF_AGE } from "./testing.ts";

// Every kind of metric and comparison, from stored records to what an alarm says.

let bench: Bench;
beforeAll(async () => {
  bench = await alarmBench();
});
beforeEach(() => bench.forget());
afterAll(() => bench.db.drop());

const DAILY = { window: "1d", every: "1d", min_records: 50 } as const;
const above = (threshold: number) => ({ kind: "above", threshold }) as const;
const rule = (metric: unknown, is: unknown, more: Partial<RuleDefinitionInput> = {}) =>
  ({ ...DAILY, when: { metric, is }, ...more }) as RuleDefinitionInput;

/** What an alarm says of the day that ends with `day`. */
async function evaluated(definition: RuleDefinitionInput, day = 7): Promise<AlarmDetail> {
  const id = await bench.alarm(definition, at(day), { name: `${JSON.stringify(definition.when).slice(0, 100)}` });
  await bench.roundAt(at(day, 1));
  return bench.get<AlarmDetail>(`/api/v1/alarms/${id}`);
}
const readingOf = ({ series }: AlarmDetail): Reading => series[0]!.readings[0]!;
const drift = async (day: number) =>
  bench.get<{ columns: { name: string; statistics: { id: string; value: number; p: number }[] }[] }>(
    `/api/v1/models/test/drift?from=${at(day - 1).toISOString()}&to=${at(day).toISOString()}`,
  );

describe("series", () => {
  test("each version is a series, and its incident says which", async () => {
    const alarm = await evaluated({ ...PSI_OF_AGE, each_version: true, min_records: 50 });
    expect(alarm.series.map(({ series, status }) => [series, status])).toEqual([
      ["version=1", "firing"],
      ["version=2", "firing"],
    ]);
    const incidents = await bench.incidents();
    expect(incidents.map(({ labels }) => labels.version).sort()).toEqual(["1", "2"]);
    expect(incidents.every(({ headline }) => /\(version [12]\)$/.test(headline))).toBe(true);
    const [one, two] = alarm.series.map(({ readings }) => readings[0]!.n);
    expect(one! + two!).toBe(400);
  });

  test("each value of a tag is a series; a series without an incident has its labels, too", async () => {
    const alarm = await evaluated({ ...PSI_OF_AGE, each_slice_of: "tags.country", min_records: 50 }, 4);
    expect(alarm.series.map(({ series, labels, status }) => [series, labels, status])).toEqual(
      ["BR", "DE", "KR"].map((country) => [`slice=country=${country}`, { slice: `country=${country}` }, "ok"]),
    );
    expect(alarm.series.reduce((sum, { readings }) => sum + readings[0]!.n, 0)).toBe(400);
  });

  test("a version that is retired closes its incident", async () => {
    const id = await bench.alarm({ ...PSI_OF_AGE, each_version: true, min_records: 50 }, at(7));
    await bench.roundAt(at(7, 1));
    await bench.db.pool.query("UPDATE model_version SET stage = 'retired' WHERE name = '2'");
    try {
      await bench.roundAt(at(8, 1));
      const incidents = await bench.incidents();
      expect(incidents.map(({ series, resolved_by }) => [series, resolved_by])).toEqual([
        ["version=1", null],
        ["version=2", "no_longer_there"],
      ]);
      expect((await bench.get<AlarmDetail>(`/api/v1/alarms/${id}`)).series.map(({ series }) => series)).toEqual(["version=1"]);
    } finally {
      await bench.db.pool.query("UPDATE model_version SET stage = 'live' WHERE name = '2'");
    }
  });

  test("all columns of a role, corrected over them; a condition on all records goes with each", async () => {
    const alarm = await evaluated({
      ...DAILY,
      when: {
        all: [
          { metric: { kind: "role_drift", statistic: "psi", role: "input" }, is: above(0.2) },
          { metric: { kind: "volume", of: "predictions" }, is: above(300) },
        ],
      },
    });
    const statusOf = Object.fromEntries(alarm.series.map(({ series, status }) => [series, status]));
    expect(statusOf).toMatchObject({ "column=age": "firing", "column=member": "ok", "column=plan": "ok" });
    expect(alarm.series.every(({ readings }) => readings[1]!.value === 400)).toBe(true);
    const { columns } = await drift(7);
    const ps = columns
      .filter(({ name }) => statusOf[`column=${name}`])
      .map(({ statistics }) => statistics.find(({ id }) => id === "psi")!.p);
    const [smallest] = ps.sort((a, b) => a - b);
    // Benjamini and Hochberg leave none smaller than the smallest times the columns over its rank, which is at most as many.
    expect(Math.min(...alarm.series.map(({ readings }) => readings[0]!.p!))).toBeGreaterThanOrEqual(smallest!);
  });
});

describe("comparisons", () => {
  test("a change is held against the window one period earlier", async () => {
    const mean = { kind: "column", value: "mean", column: "age" };
    const change = (period: string) => ({ kind: "change", direction: "above", threshold: 0.3, relative: true, period });
    const alarm = await evaluated(rule(mean, change("3d")));
    const [now, before] = [readingOf(alarm), readingOf(await evaluated(rule(mean, above(1000)), 4))];
    expect(now.base).toBe(before.value);
    expect(now.value! - now.base!).toBeGreaterThan(25);
    expect(now.p).toBeLessThan(1e-6);
    expect(alarm.status).toBe("firing");
    expect((await evaluated(rule(mean, change("1d")))).status).toBe("ok");
  });

  test("without an earlier window there is nothing to hold it against", async () => {
    const alarm = await evaluated(
      rule({ kind: "column", value: "mean", column: "age" }, { kind: "change", direction: "either", threshold: 0.3, period: "28d" }),
    );
    expect(readingOf(alarm)).toMatchObject({ state: "not_enough_data", message: expect.stringContaining("one period earlier") });
  });

  test("a band from history: the median of earlier days, and their robust spread", async () => {
    const volume = { kind: "volume", of: "predictions" };
    const band = { kind: "history", direction: "either", width: 5, look_back: "10d" };
    const few = readingOf(await evaluated(rule(volume, band), 5));
    expect(few).toMatchObject({ state: "ok", value: 400 });
    const mean = readingOf(await evaluated(rule({ kind: "column", value: "mean", column: "age" }, { ...band, look_back: "28d" }), 10));
    const values: number[] = [];
    for (let day = 1; day <= 9; day++)
      values.push(readingOf(await evaluated(rule({ kind: "column", value: "mean", column: "age" }, above(1000)), day)).value!);
    values.sort((a, b) => a - b);
    expect(mean.base).toBe(values[4]);
  });

  test("a seasonal band is that of the same days of earlier weeks", async () => {
    const seasonal = { kind: "history", direction: "below", seasonal: true, look_back: "63d" };
    const reading = readingOf(await evaluated(rule({ kind: "volume", of: "predictions" }, seasonal), 9));
    // Of nine weeks only the last one has records, and a week without any is a value, too.
    expect(reading).toMatchObject({ state: "ok", value: 400, base: 0 });
  });

  test("a band that could never be made is refused", async () => {
    const json = {
      name: "x",
      model: "test",
      definition: rule({ kind: "volume", of: "predictions" }, { kind: "history", direction: "below", seasonal: true, look_back: "28d" }),
    };
    const response = await bench.ask.ask("POST", "/api/v1/alarms", { key: bench.key, json });
    expect([response.status, await response.text()]).toEqual([
      422,
      expect.stringContaining("Only 3 earlier windows lie within 28d, and a band needs 8"),
    ]);
  });
});

describe("windows without records", () => {
  const empty = 40;
  test.each([
    ["no_data", "no_data"],
    ["firing", "firing"],
    ["ok", "ok"],
    ["keep", "ok"],
  ] as const)("on_no_data: %s makes it %s", async (on_no_data, status) => {
    const alarm = await evaluated({ ...PSI_OF_AGE, on_no_data }, empty);
    expect([readingOf(alarm).state, alarm.status]).toEqual(["no_data", status]);
    if (status === "firing") expect((await bench.incidents())[0]!.headline).toMatch(/^No data for PSI of age/);
  });

  test.each([
    ["not_enough_data", "not_enough_data"],
    ["firing", "firing"],
    ["keep", "ok"],
  ] as const)("on_not_enough_data: %s with fewer records than it needs makes it %s", async (on_not_enough_data, status) => {
    const alarm = await evaluated({ ...PSI_OF_AGE, min_records: 401, on_not_enough_data });
    expect([readingOf(alarm).n, alarm.status]).toEqual([400, status]);
  });

  test("an incident that goes on while data are missing stays open", async () => {
    const id = await bench.alarm(PSI_OF_AGE, at(10));
    await bench.roundAt(at(12, 1));
    expect((await bench.slots(id)).map(({ statuses }) => statuses[0])).toEqual(["firing", "no_data", "no_data"]);
    expect((await bench.incidents()).map(({ status }) => status)).toEqual(["firing"]);
  });

  test("a volume of 0 is a value, however many records the rule needs", async () => {
    const alarm = await evaluated({ ...rule({ kind: "volume", of: "records" }, { kind: "below", threshold: 1 }), min_records: 200 }, empty);
    expect(alarm.status).toBe("firing");
    expect(readingOf(alarm)).toMatchObject({ state: "ok", value: 0, n: 0 });
    expect((await bench.incidents())[0]!.headline).toBe("Number of records was 0, below 1");
  });

  test("time since the last record, and since the oldest that is not counted", async () => {
    await bench.db.pool.query("UPDATE segment SET received_at = $1", [at(9, 20)]);
    const silent = await evaluated(rule({ kind: "no_data" }, above(7200)), 10);
    expect([readingOf(silent).value, silent.status]).toEqual([5 * 3600, "firing"]);
    const lag = rule({ kind: "ingest_lag" }, above(600));
    expect(readingOf(await evaluated(lag, 10)).value).toBe(0);
    const model = (await bench.db.pool.query("SELECT id, generation FROM model WHERE name = 'test'")).rows[0];
    const queue =
      "INSERT INTO rollup_queue (model_id, generation, segment_id, max_day, rows, queued_at) VALUES ($1, $2, 999999, $3::timestamptz::date, 7, $3::timestamptz)";
    await bench.db.pool.query(queue, [model.id, model.generation, at(10)]);
    try {
      // An alarm that watches counting does not wait for it; one that needs what is counted does, for five minutes.
      const lagging = await bench.alarm(lag, at(10), { name: "lags" });
      const waiting = await bench.alarm({ ...PSI_OF_AGE, every: "1h" }, at(10, 1), { name: "waits" });
      await bench.roundAt(at(10, 1));
      expect((await bench.slots(lagging))[0]).toMatchObject({ statuses: ["firing"], values: [3600] });
      expect(await bench.slots(waiting)).toEqual([]);
      await bench.roundAt(new Date(at(10, 1).getTime() + 5 * 60_000));
      expect(await bench.slots(waiting)).toMatchObject([{ outcome: "evaluated", reason: "7 records were received and not yet counted." }]);
    } finally {
      await bench.db.pool.query("DELETE FROM rollup_queue WHERE segment_id = 999999");
    }
  });
});

describe("columns, outputs and performance", () => {
  test("shares of a column: with Wilson's interval, the whole of which must lie beyond", async () => {
    const missing = { kind: "column", value: "missing_rate", column: "age" };
    const reading = readingOf(await evaluated(rule(missing, above(0.5))));
    expect(reading.value).toBeGreaterThan(0.005);
    expect(reading.lower!).toBeLessThan(reading.value!);
    expect((await evaluated(rule(missing, above(reading.value! * 0.9)))).status).toBe("ok");
    expect(
      (
        await evaluated(
          rule(missing, above(reading.value! * 0.9), {
            when: { metric: missing, is: above(reading.value! * 0.9), evidence: "off" } as never,
          }),
        )
      ).status,
    ).toBe("firing");
  });

  test("share of columns that drifted, as the drift page says", async () => {
    const reading = readingOf(await evaluated(rule({ kind: "share_drifted", role: "all" }, above(0.05))));
    const { share_drifted } = await bench.get<{ share_drifted: number }>(
      `/api/v1/models/test/drift?from=${at(6).toISOString()}&to=${at(7).toISOString()}`,
    );
    expect(reading.value).toBe(share_drifted);
  });

  test("click-through falls, and the Outputs page says the same", async () => {
    const alarm = await evaluated(rule({ kind: "output", id: "click_through" }, { kind: "below", threshold: 0.25 }));
    const outputs = await bench.get<{ metrics: { id: string; value: number; lower: number; upper: number }[] }>(
      `/api/v1/models/test/outputs?from=${at(6).toISOString()}&to=${at(7).toISOString()}`,
    );
    const { value, lower, upper } = outputs.metrics.find(({ id }) => id === "click_through")!;
    expect(readingOf(alarm)).toMatchObject({ value, lower, upper });
    expect(alarm.status).toBe("firing");
    expect(readingOf(alarm).p).toBeLessThan(0.001);
    expect((await evaluated(rule({ kind: "output", id: "click_through" }, { kind: "below", threshold: 0.25 }), 3)).status).toBe("ok");
  });

  test("a model without the feedback that a metric is counted from says so", async () => {
    const alarm = await evaluated(rule({ kind: "output", id: "redo_rate" }, above(0.1)));
    expect([alarm.status, readingOf(alarm).message]).toEqual(["error", expect.stringContaining("no feedback column")]);
  });

  test("realised performance is what the Performance page says", async () => {
    const alarm = await evaluated(rule({ kind: "performance", metric: "accuracy" }, { kind: "below", threshold: 0.1 }));
    const page = await bench.get<{ metrics: { id: string; value: number; n: number }[] }>(
      `/api/v1/models/test/performance?from=${at(6).toISOString()}&to=${at(7).toISOString()}`,
    );
    const { value } = page.metrics.find(({ id }) => id === "accuracy")!;
    expect(readingOf(alarm).value).toBe(value);
    expect(readingOf(alarm).n).toBeLessThan(400);
  });

  test.each(["estimated", "shortfall"] as const)("%s performance rests on the reference's labels", async (of) => {
    const reading = readingOf(await evaluated(rule({ kind: "performance", metric: "accuracy", of }, above(2))));
    expect(reading.state).toBe("ok");
    expect(Math.abs(reading.value!)).toBeLessThan(1);
    expect(reading.lower! <= reading.value! && reading.value! <= reading.upper!).toBe(true);
  });

  test.each([
    [{ kind: "label_coverage" }, 0.2],
    [{ kind: "volume", of: "labels" }, 80],
    [{ kind: "volume", of: "feedback" }, 200],
  ] as [AlarmMetric, number][])("%j is about %d", async (metric, about) => {
    const { value } = readingOf(await evaluated(rule(metric, above(1e6))));
    expect(Math.abs(value! / about - 1)).toBeLessThan(0.3);
  });
});
