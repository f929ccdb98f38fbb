import { expect, test } from "vitest";
import { recordsQuerySchema } from "#core/contracts/records.ts";
import { type SlicesAnswer, slicesAnswerSchema, slicesQuerySchema } from "#core/contracts/verdict.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { setReference } from "#server/references/set-reference.ts";
import { createSavedSlice } from "#server/slices/manage.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { cellOf, DAY_MS, predictionRecords } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { recordsPage } from "../records/page.ts";
import { slicesAnswer } from "./weak-slices.ts";

const FROM = Date.UTC(2024, 0, 1);
const DAYS = 10;
const iso = (day: number) => new Date(FROM + day * DAY_MS).toISOString();
const WINDOW = { from: iso(5), to: iso(DAYS) };

const db = databasePerTest();

const context = () => ({ pool: db.pool, projectId: db.projectId, now: new Date(FROM + 40 * DAY_MS) });
const ask = async (query: object = {}) =>
  slicesAnswerSchema.parse(await slicesAnswer(context(), "test", slicesQuerySchema.parse({ ...WINDOW, ...query })));

/** Every prediction has its label. From day 5 on those on the plan "free" from KR are wrong half of the time, others one in ten. */
function judgedRecords(): LoggedRecord[] {
  return predictionRecords({ seed: 11, count: 3000, from: FROM, span: DAYS * DAY_MS }).map((record, i) => {
    const broken = record.ts >= FROM + 5 * DAY_MS && cellOf(record, "plan") === "free" && cellOf(record, "tags.country") === "KR";
    const wrong = broken ? i % 2 === 0 : i % 10 === 0;
    const said = cellOf(record, "prediction") as string;
    // Edges that look alike once rounded, and values that are called like a state.
    const cells = record.cells
      .filter(({ role }) => role !== "label")
      .map((cell) => {
        if (cell.column === "income" && typeof cell.value === "number") return { ...cell, value: 5000 + (cell.value % 1) };
        return cell.column === "plan" && i % 40 === 3 ? { ...cell, value: "missing" } : cell;
      });
    return { ...record, cells: [...cells, { column: "label", role: "label", value: wrong ? (said === "stay" ? "leave" : "stay") : said }] };
  });
}

async function opened(answer: SlicesAnswer, filter: string[], version?: string): Promise<number> {
  const { from, to } = answer.window;
  let n = 0;
  for (let cursor: string | undefined; ; ) {
    const query = recordsQuerySchema.parse({ from, to, filter, limit: 500, cursor, version });
    const page = await recordsPage(context(), "test", query);
    n += page.data.length;
    if (page.next_cursor === null) return n;
    cursor = page.next_cursor;
  }
}

/** Every filter of an answer with the number of records that it is said to open. */
function filtersIn(answer: SlicesAnswer): [string[], number][] {
  const total = answer.sampled.current;
  const found: [string[] | null, number][] = [
    ...answer.slices.map(({ filter, n }): [string[] | null, number] => [filter, n]),
    ...answer.columns.flatMap(({ values }) => values.map(({ filter, n }): [string[] | null, number] => [filter, n])),
    ...answer.changes.flatMap(({ values }) =>
      values.map((value): [string[] | null, number] => [value.filter, Math.round(value.current_share * total)]),
    ),
  ];
  const all = found.flatMap(([filter, n]): [string[], number][] => (filter === null ? [] : [[filter, n]]));
  // The whole list of a column and the change by it say the same.
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

test("every filter opens exactly the records that it stands for: ranges, categories, states, pairs, tags, within a slice", async () => {
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  const records = judgedRecords();
  for (let i = 0; i < records.length; i += 500) await storeRecords(db.pool, model, records.slice(i, i + 500));
  await settle(db.pool);
  await setReference(db.pool, model, { kind: "window", from: iso(0), to: iso(5), version: null });
  await settle(db.pool);
  await createSavedSlice(db.pool, db.projectId, "test", { name: "older", filter: ["age>40"], count_history: true });
  await settle(db.pool);

  const answer = await ask();
  expect(answer.sampled).toMatchObject({ current: records.filter(({ ts }) => ts >= FROM + 5 * DAY_MS).length, complete: true });
  expect(answer.slices[0]?.parts).toEqual(
    expect.arrayContaining([
      { column: "plan", value: "free" },
      { column: "tags.country", value: "KR" },
    ]),
  );
  const filters = filtersIn(answer);
  expect(filters.length).toBeGreaterThan(45);
  const texts = filters.map(([filter]) => filter.join(" "));
  expect(texts).toEqual(expect.arrayContaining(["age=invalid", "age=missing", 'plan="missing"']));
  for (const [filter, n] of filters) expect([filter, await opened(answer, filter)]).toEqual([filter, n]);
  // Every record is in one value of each column.
  for (const { values } of answer.columns) expect(values.reduce((sum, { n }) => sum + n, 0)).toBe(answer.sampled.current);

  for (const slice of ["country=KR", "slice=older"]) {
    const part = await ask({ slice });
    expect(part.sampled.current).toBeGreaterThan(200);
    const own = filtersIn(part).filter((_, i) => i % 4 === 0);
    for (const [filter, n] of own) expect([slice, filter, await opened(part, filter)]).toEqual([slice, filter, n]);
  }
  const older = await ask({ slice: "slice=older" });
  const isOlder = (record: LoggedRecord) => Number(cellOf(record, "age")) > 40 && record.ts >= FROM + 5 * DAY_MS;
  expect(older.sampled.current).toBe(records.filter(isOlder).length);
  const version = await ask({ version: "1" });
  const [filter, n] = filtersIn(version)[0]!;
  expect(await opened(version, filter, "1")).toBe(n);
  expect((await ask({ slice: "country=XX" })).sampled.current).toBe(0);
});

test("what is found becomes a saved slice with the same records", async () => {
  const model = await createTestModel(db.pool, "test", ["tags.country"]);
  const records = judgedRecords();
  for (let i = 0; i < records.length; i += 500) await storeRecords(db.pool, model, records.slice(i, i + 500));
  await settle(db.pool);
  const found = (await ask()).slices[0]!;
  const saved = await createSavedSlice(db.pool, db.projectId, "test", { name: "weak", filter: found.filter!, count_history: true });
  await settle(db.pool);
  const within = await ask({ slice: saved.key });
  expect([within.sampled.current, within.rate]).toEqual([found.n, found.rate]);
});
