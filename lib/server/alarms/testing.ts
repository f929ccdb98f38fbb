import type { RuleDefinitionInput } from "#core/contracts/alarm-rules.ts";
import type { AlarmDetail } from "#core/contracts/alarms.ts";
import type { Incident } from "#core/contracts/incidents.ts";
import { createKey } from "../auth/keys.ts";
import { openTestDatabases, type TestDatabase, testDatabase } from "../db/testing.ts";
import { createAsker } from "../http/testing-requests.ts";
import { setReference } from "../references/set-reference.ts";
import { assertConservation } from "../testing/conservation.ts";
import { DAY_MS, predictionRecords, seeded } from "../testing/records.ts";
import { settle } from "../testing/settle.ts";
import { createTestModel, storeRecords } from "../testing/store-records.ts";
import { alarmRound, type RoundOptions } from "./evaluate/round.ts";

// One data base with records for a test file; each test has the alarms of its own.

export const HOUR_MS = 3_600_000;
const FROM = Date.UTC(2026, 0, 1);
/** Days of records in the model `test`: five like the reference, then five in which everybody is 30 years older. */
export const DAYS = 10;
export const at = (day: number, hour = 0): Date => new Date(FROM + day * DAY_MS + hour * HOUR_MS);

/** What there is of alarms; the records stay. */
const FORGET = ["alarm_rule", "silence", "message_attempt", "message", "notification", "channel", "routing", "heartbeat"];

export interface Bench {
  db: TestDatabase;
  projectId: number;
  key: string;
  /** The time at which the routes are asked. */
  now: Date;
  ask: ReturnType<typeof createAsker>;
  get<T>(path: string): Promise<T>;
  /** Makes an alarm that is due from a slot on. */
  alarm(definition: RuleDefinitionInput, firstSlot: Date, more?: { name?: string; model?: string | null }): Promise<number>;
  roundAt(time: Date, options?: RoundOptions): Promise<Awaited<ReturnType<typeof alarmRound>>>;
  incidents(): Promise<Incident[]>;
  slots(id: number): Promise<{ slot_at: Date; outcome: string; reason: string | null; statuses: string[]; values: (number | null)[] }[]>;
  told(): Promise<{ kind: string; rule_id: number; incident_id: number; status: string; description: string }[]>;
  /** A channel to which everything goes. */
  tellSomebody(): Promise<void>;
  /** Before each test. */
  forget(): Promise<void>;
}

/** A data base of its own, with the model `test` when it is wanted. */
export async function alarmBench({ filled = true }: { filled?: boolean } = {}): Promise<Bench> {
  const db = await testDatabase();
  const projectId = (await db.pool.query<{ id: number }>("SELECT id FROM project ORDER BY id LIMIT 1")).rows[0]!.id;
  const { key } = await createKey(db.pool, { projectId, name: "test", scopes: ["admin"] });
  if (filled) {
    await fill(db);
    // Tests of alarms read records and write none: once for all of them is enough.
    await assertConservation(db.pool);
    openTestDatabases.delete(db);
  }
  const bench: Bench = {
    db,
    projectId,
    key,
    now: at(DAYS),
    ask: createAsker(db.pool, () => bench.now),
    get: (path) => bench.ask.askJson(200, "GET", path, { key }),
    async alarm(definition, firstSlot, { name = "Age drifts", model = "test" } = {}) {
      const { id } = await bench.ask.askJson<AlarmDetail>(201, "POST", "/api/v1/alarms", { key, json: { name, model, definition } });
      await db.pool.query("UPDATE alarm_rule SET next_slot_at = $2 WHERE id = $1", [id, firstSlot]);
      return id;
    },
    roundAt(time, options = {}) {
      bench.now = time;
      return alarmRound(db.pool, { now: time, ...options });
    },
    incidents: async () => (await bench.get<{ data: Incident[] }>("/api/v1/incidents?limit=500")).data,
    async slots(id) {
      const { rows } = await db.pool.query(
        `SELECT slot_at, outcome, reason, ARRAY(SELECT s->>'status' FROM jsonb_array_elements(readings) s) AS statuses,
           ARRAY(SELECT (s->'readings'->0->>'value')::float8 FROM jsonb_array_elements(readings) s) AS values
         FROM alarm_evaluation WHERE rule_id = $1 ORDER BY slot_at`,
        [id],
      );
      return rows;
    },
    async told() {
      const { rows } = await db.pool.query(
        `SELECT kind, rule_id, incident_id, alert->>'status' AS status, alert->'annotations'->>'description' AS description FROM notification ORDER BY id`,
      );
      return rows;
    },
    async tellSomebody() {
      await db.pool.query("INSERT INTO channel (project_id, name, kind, config) VALUES ($1, 'hook', 'webhook', $2)", [
        projectId,
        { kind: "webhook", url: "http://hook.test/" },
      ]);
      await db.pool.query("INSERT INTO routing (project_id, definition) VALUES ($1, $2)", [projectId, { fallback: ["hook"] }]);
    },
    async forget() {
      bench.now = at(DAYS);
      await db.pool.query(FORGET.map((table) => `DELETE FROM ${table};`).join("\n"));
    },
  };
  return bench;
}

async function fill(db: TestDatabase): Promise<void> {
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  for (let day = 0; day < DAYS; day++) {
    const records = predictionRecords({ seed: day + 1, count: 400, from: at(day).getTime(), prefix: `d${day}`, shift: day < 5 ? 0 : 30 });
    const random = seeded(day);
    const clicks = records
      .filter(() => random() < 0.5)
      .map((record) => ({
        ...record,
        kind: "feedback" as const,
        cells: [{ column: "feedback.clicked", role: "feedback" as const, value: random() < (day < 5 ? 0.6 : 0.2) }],
      }));
    await storeRecords(db.pool, model, [...records, ...clicks]);
  }
  await settle(db.pool);
  const window = { kind: "window", from: at(0).toISOString(), to: at(4).toISOString(), version: null } as const;
  await setReference(db.pool, model, window);
  await settle(db.pool);
}

/** A model with so many records in each hour from a time on: for alarms on volume that come and go. */
export async function hourlyModel(bench: Bench, name: string, from: Date, perHour: readonly number[]): Promise<void> {
  const model = await createTestModel(bench.db.pool, name);
  const records = perHour.flatMap((count, hour) =>
    predictionRecords({
      seed: hour + 1,
      count,
      from: from.getTime() + hour * HOUR_MS,
      span: HOUR_MS,
      prefix: `${name}${hour}`,
      model: name,
      versions: ["1"],
    }),
  );
  await storeRecords(bench.db.pool, model, records);
  await settle(bench.db.pool);
}

export const PSI_OF_AGE: RuleDefinitionInput = {
  when: { metric: { kind: "drift", statistic: "psi", column: "age" }, is: { kind: "above", threshold: 0.2 } },
  window: "1d",
  every: "1d",
};

/** Fires in an hour without records. */
export const NO_RECORDS: RuleDefinitionInput = {
  when: { metric: { kind: "volume", of: "records" }, is: { kind: "below", threshold: 1 } },
  window: "1h",
  every: "1h",
};
