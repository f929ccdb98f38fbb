import { expect, test } from "vitest";
import { type ModelFacts, starterSet } from "#core/alarms/starters.ts";
import { alarmRound } from "#server/alarms/evaluate/round.ts";
import { createRule } from "#server/alarms/rules/write-rules.ts";
import { modelFacts } from "#server/alarms/starters/model-facts.ts";
import { onSnapshot, type QueryContext } from "#server/queries/context.ts";
import { setReference } from "#server/references/set-reference.ts";
import { databasePerFile } from "#server/testing/database.ts";
import { DAY_MS, seeded } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { between, createBankModel, inDay, loadRecords, recordOf, training } from "./testing.ts";

// The starter set for tables on the bank's own records: quiet where nothing drifts, and in time where something does.

const HOUR_MS = 3_600_000;
const WINDOWS = 200;
const WINDOW_MS = 6 * HOUR_MS;
const RECORDS_A_WINDOW = 205;

const db = databasePerFile();
const context = (now: Date) => ({ pool: db.pool, projectId: db.projectId, now });
const factsOf = onSnapshot((around: QueryContext, model: string) => modelFacts(around, model));

/** Makes the starters that apply, due from the slot after `from`, and evaluates them until `to`; how many rules there are. */
async function watch(model: string, facts: ModelFacts, from: number, to: number, every?: string): Promise<number> {
  const rules = starterSet(facts).rules.filter(({ not_applicable }) => not_applicable === null);
  for (const { name, definition: own, failure } of rules) {
    const definition = { ...own, every: every ?? own.every };
    const id = await createRule(context(new Date(to)), { name, model, definition, enabled: true, failure, origin: "starter" }, "test");
    await db.pool.query("UPDATE alarm_rule SET next_slot_at = $2 WHERE id = $1", [id, new Date(from)]);
  }
  await alarmRound(db.pool, { now: new Date(to) });
  // What checks the records after each test joins tables that were filled a moment ago.
  await db.pool.query("ANALYZE");
  return rules.length;
}

interface IncidentRow {
  name: string;
  series: string;
  fired_at: Date;
}

const incidentsOf = async (model: string) =>
  (
    await db.pool.query<IncidentRow>(
      `SELECT r.name, i.series, i.fired_at FROM incident i JOIN alarm_rule r ON r.id = i.rule_id JOIN model m ON m.id = i.model_id
       WHERE m.name = $1 ORDER BY i.fired_at, r.name, i.series`,
      [model],
    )
  ).rows;

test("on the first half of the training period, shuffled, all starters together raise at most one incident in 50 windows", async () => {
  const model = await createBankModel(db.pool, "quiet");
  const half = training.slice(0, Math.floor(training.length / 2));
  const random = seeded(11);
  // By hours as far as they are kept: the windows end now.
  const end = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const start = end - WINDOWS * WINDOW_MS;
  await loadRecords(
    db.pool,
    model,
    half.map((i) => recordOf(i, { id: `reference-${i}`, ts: start - 40 * DAY_MS + (i % 86_400) * 1000 })),
  );
  await settle(db.pool);
  await setReference(db.pool, model, {
    kind: "window",
    from: new Date(start - 41 * DAY_MS).toISOString(),
    to: new Date(start - 35 * DAY_MS).toISOString(),
    version: null,
  });
  await settle(db.pool);
  let dealt: number[] = [];
  const records = Array.from({ length: WINDOWS * RECORDS_A_WINDOW }, (_, k) => {
    if (dealt.length === 0)
      dealt = half
        .map((i) => ({ i, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ i }) => i);
    return recordOf(dealt.pop()!, { id: `q-${k}`, ts: start + Math.floor((k * WINDOW_MS) / RECORDS_A_WINDOW) });
  });
  await loadRecords(db.pool, model, records);
  expect(await settle(db.pool)).toEqual([]);
  const facts = { ...(await factsOf(context(new Date(end)), "quiet")), window: "6h" };
  // Two looks a window, where its own interval has six: half the time, and nearly the same looks.
  const rules = await watch("quiet", facts, start + WINDOW_MS, end, "3h");
  expect(rules).toBeGreaterThan(10);
  const { rows } = await db.pool.query<{ slots: string }>(
    "SELECT count(DISTINCT slot_at) AS slots FROM alarm_evaluation WHERE outcome = 'evaluated' AND slot_at > $1",
    [new Date(start)],
  );
  expect(Number(rows[0]!.slots)).toBeGreaterThanOrEqual(WINDOWS);
  const incidents = (await incidentsOf("quiet")).filter(({ name }) => name !== "No records");
  expect(incidents.map(({ name, series }) => `${name} ${series}`).length, JSON.stringify(incidents)).toBeLessThanOrEqual(WINDOWS / 50);
}, 300_000);

test("in 2009 and 2010 they raise what has changed within two windows", async () => {
  const model = await createBankModel(db.pool, "moving");
  const rows = [...training, ...between("2009-01-01", "2010-12-31")];
  await loadRecords(
    db.pool,
    model,
    rows.map((i) => recordOf(i, { id: `m-${i}`, ts: inDay(i) })),
  );
  await setReference(db.pool, model, { kind: "window", from: "2008-05-05T00:00:00.000Z", to: "2008-12-01T00:00:00.000Z", version: null });
  expect(await settle(db.pool)).toEqual([]);
  const [from, to] = [Date.parse("2009-01-01T00:00:00Z"), Date.parse("2010-12-01T00:00:00Z")];
  const facts = await factsOf(context(new Date(to)), "moving");
  await watch("moving", { ...facts, window: "28d" }, from, to);
  const incidents = await incidentsOf("moving");
  const within = (rule: string, series: string, since: string) => {
    const first = incidents.find((incident) => incident.name === rule && incident.series === series);
    expect(first, `${rule} ${series}: ${JSON.stringify(incidents.filter(({ name }) => name === rule))}`).toBeDefined();
    expect(first!.fired_at.getTime()).toBeLessThanOrEqual(Date.parse(since) + 2 * 28 * DAY_MS);
  };
  // From its first weeks on, 2009 calls mobile phones instead of unknown ones, and people who had been called before.
  within("An input has drifted", "column=contact", "2009-01-01");
  within("An input has drifted", "column=poutcome", "2009-03-01");
  within("Another mix of outcomes", "column=label", "2009-02-02");
  // Accuracy: .96 in training; it falls in 2009 and is .5 in 2010.
  within("Performance has dropped", "", "2009-03-01");
}, 300_000);
