// The figures of the served sample, against a script that knows only the CSV file, and the conservation law over what was stored.
import { expect } from "@playwright/test";
import pg from "pg";
import type { DriftAnswer } from "#core/contracts/drift.ts";
import { jensenShannonByHand, ksByHand, mean, psiByHand } from "../examples/bank/by-hand.ts";
import { column, RECORDS_FILE, readTable } from "../examples/bank/table.ts";
import { get, running, SAMPLE, SAMPLE_RECORDS, test } from "./support.ts";

const table = readTable(RECORDS_FILE);
const dates = column(table, "date");
const ROLE_NAMES: Record<string, string> = { y: "label" };

/** The window of the original days [from, to), moved as the loader moved them. */
async function movedWindow(request: Parameters<typeof get>[0], from: string, to: string) {
  const { first_record_at } = await get<{ first_record_at: string }>(request, `/api/v1/models/${SAMPLE}`);
  const shift = Date.parse(`${first_record_at.slice(0, 10)}T00:00:00Z`) - Date.parse("2008-05-05T00:00:00Z");
  return { from: new Date(Date.parse(from) + shift).toISOString(), to: new Date(Date.parse(to) + shift).toISOString() };
}

test("2009-2010 against 2008: every figure of the drift answer is the script's", async ({ request }) => {
  const window = await movedWindow(request, "2009-01-01", "2010-11-18");
  const answer = await get<DriftAnswer>(request, `/api/v1/models/${SAMPLE}/drift?from=${window.from}&to=${window.to}`);
  const inReference = dates.map((date) => date <= "2008-11-30");
  const inCurrent = dates.map((date) => date >= "2009-01-01");
  expect(answer.reference?.records).toBe(inReference.filter(Boolean).length);
  expect(answer.records).toBe(inCurrent.filter(Boolean).length);

  const names = table.header.filter((name) => !["date", "day", "month"].includes(name));
  expect(answer.columns.map(({ name }) => name).sort()).toEqual(names.map((name) => ROLE_NAMES[name] ?? name).sort());
  for (const name of names) {
    const cells = column(table, name);
    const reference = cells.filter((_, i) => inReference[i]);
    const current = cells.filter((_, i) => inCurrent[i]);
    const served = answer.columns.find((candidate) => candidate.name === (ROLE_NAMES[name] ?? name))!;
    const numeric = served.kind === "numeric";
    const value = (id: string) => served.statistics.find((statistic) => statistic.id === id)!;
    expect(value("psi").value, `PSI of ${name}`).toBeCloseTo(psiByHand(reference, current, numeric), 10);
    expect(value("jensen_shannon").value, `Jensen-Shannon of ${name}`).toBeCloseTo(jensenShannonByHand(reference, current, numeric), 10);
    expect(served.reference_n).toBe(reference.length);
    expect(served.current_n).toBe(current.length);
    if (!numeric) continue;
    const exact = ksByHand(reference, current);
    expect(exact, `KS of ${name}`).toBeGreaterThanOrEqual(value("ks").lower! - 1e-12);
    expect(exact, `KS of ${name}`).toBeLessThanOrEqual(value("ks").upper! + 1e-12);
    expect(served.current_mean, `mean of ${name}`).toBeCloseTo(mean(current), 6);
  }
  const moved = [...answer.columns].sort((a, b) => b.statistics[0]!.value! - a.statistics[0]!.value!).slice(0, 5);
  const movedNames = moved.map(({ name }) => name);
  for (const name of ["contact", "poutcome", "label"]) expect(movedNames).toContain(name);
  for (const { verdict } of moved) expect(verdict).toBe("drift");
});

test("45,211 records in, 45,211 counted, in every column", async ({ request }) => {
  const pool = new pg.Pool({ connectionString: running().databaseUrl, max: 1 });
  const one = async (sql: string) => Number(Object.values((await pool.query<Record<string, string>>(sql)).rows[0]!)[0]);
  const model = "(SELECT id FROM model WHERE name = 'bank-marketing')";
  expect(await one(`SELECT sum(rows) FROM segment WHERE model_id = ${model} AND reference_id IS NULL`)).toBe(SAMPLE_RECORDS);
  expect(await one(`SELECT count(*) FROM record_key WHERE model_id = ${model}`)).toBe(SAMPLE_RECORDS);
  expect(
    await one(
      `SELECT sum(records) FROM profile p JOIN model m ON m.id = p.model_id AND m.generation = p.generation WHERE m.name = 'bank-marketing' AND resolution = 2 AND slice = ''`,
    ),
  ).toBe(SAMPLE_RECORDS);
  await pool.end();
  const answer = await get<DriftAnswer>(request, `/api/v1/models/${SAMPLE}/drift?from=2000-01-01&to=now`);
  for (const served of answer.columns) {
    const distribution = await get<{ bins: { current: number }[]; current_n: number }>(
      request,
      `/api/v1/models/${SAMPLE}/distribution?column=${served.name}&from=2000-01-01&to=now`,
    );
    expect(
      distribution.bins.reduce((sum, bin) => sum + bin.current, 0),
      `bins of ${served.name}`,
    ).toBe(SAMPLE_RECORDS);
    expect(served.current_n).toBe(SAMPLE_RECORDS);
  }
});
