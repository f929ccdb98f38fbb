import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { auc, measure, modelCardTable, PERIODS } from "./measure.ts";
import sample from "./sample.json" with { type: "json" };
import { loadModel, printScore, scoreRows } from "./score.ts";
import { column, RECORDS_FILE, readTable } from "./table.ts";

const read = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");
/** The cells of every table row of a Markdown text, without the padding that a formatter adds. */
const cells = (markdown: string) =>
  markdown
    .split("\n")
    .filter((line) => /^\|.*[^|:\s-].*\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
const table = readTable(RECORDS_FILE);
const dates = column(table, "date");

describe("the records", () => {
  test("are 45,211 rows of date, the 17 original columns, score and prediction", () => {
    expect(table.header.join(" ")).toBe(
      "date age job marital education default balance housing loan contact day month duration campaign pdays previous poutcome y score prediction",
    );
    expect(table.rows).toHaveLength(45_211);
    expect(table.rows.filter((row) => row.length !== 20 || row.includes(""))).toEqual([]);
  });

  test("never go back in time, from 2008-05-05 to 2010-11-17", () => {
    expect(dates.filter((date, i) => date < (dates[i - 1] ?? ""))).toEqual([]);
    expect([dates[0], dates.at(-1)]).toEqual(["2008-05-05", "2010-11-17"]);
  });

  test("have the original day and month in their date, and only days of the calendar", () => {
    const months = column(table, "month");
    const days = column(table, "day");
    const wrong = dates.filter((date, i) => {
      const day = new Date(`${date}T00:00:00Z`);
      const [, , month] = day.toUTCString().split(" ");
      return day.toISOString().slice(0, 10) !== date || month?.toLowerCase() !== months[i] || day.getUTCDate() !== Number(days[i]);
    });
    expect(wrong).toEqual([]);
  });

  test("file holds no time and no name of the machine that wrote it", () => {
    const bytes = readFileSync(RECORDS_FILE);
    expect([bytes.readUInt32LE(4), bytes[3], bytes[9]]).toEqual([0, 0, 255]);
  });
});

describe("sample.json", () => {
  test("describes the file", () => {
    expect(sample.records.rows).toBe(table.rows.length);
    expect([sample.records.from, sample.records.to]).toEqual([dates[0], dates.at(-1)]);
    const named = [sample.records.dateColumn, ...sample.columns.map(({ name }) => name), ...Object.keys(sample.leftOut)];
    expect(named.sort()).toEqual([...table.header].sort());
  });

  test("gives the training period as reference: 27,716 rows", () => {
    const { from, to, rows } = sample.reference;
    expect(dates.filter((date) => from <= date && date <= to)).toHaveLength(27_716);
    expect(rows).toBe(27_716);
  });

  test("calls a column numeric where every value is a number, and categorical where none is", () => {
    for (const { name, kind } of sample.columns) {
      const numbers = column(table, name).filter((cell) => /^-?\d+(\.\d+)?$/.test(cell)).length;
      expect([name, numbers]).toEqual([name, kind === "numeric" ? table.rows.length : 0]);
    }
  });

  test("names the model's inputs and outputs", async () => {
    const model = await loadModel();
    const inputs = sample.columns.filter(({ role }) => role === "input").map(({ name }) => name);
    expect([...model.inputNames].sort()).toEqual(inputs.sort());
    const outputs = sample.versions.flatMap(({ scoreOutput, predictionOutput }) => [scoreOutput, predictionOutput]);
    expect([...model.outputNames]).toEqual(outputs);
  });
});

describe("the model", () => {
  test("gives the stored score and prediction of 646 rows spread over the file", async () => {
    const some = { ...table, rows: table.rows.filter((_, i) => i % 70 === 0) };
    const scores = await scoreRows(await loadModel(), some);
    expect(scores).toHaveLength(646);
    const stored = column(some, "score").map(Number);
    expect(Math.max(...scores.map(({ probability }, i) => Math.abs(probability - (stored[i] ?? 0))))).toBeLessThan(2e-6);
    expect(scores.map(({ label }) => label)).toEqual(column(some, "prediction"));
  });

  test("gives what its trainer gave", async () => {
    const [, ...lines] = read("./trainer-scores.csv").trimEnd().split("\n");
    const trainer = lines.map((line) => line.split(",").map(Number) as [row: number, probability: number]);
    expect(trainer).toHaveLength(300);
    const scores = await scoreRows(await loadModel(), { ...table, rows: trainer.map(([row]) => table.rows[row] ?? []) });
    expect(Math.max(...scores.map(({ probability }, i) => Math.abs(probability - (trainer[i]?.[1] ?? 0))))).toBeLessThan(1e-6);
  });

  test("answers an unknown category too", async () => {
    const row = [...(table.rows[0] ?? [])];
    row[table.header.indexOf("job")] = "astronaut";
    const [score] = await scoreRows(await loadModel(), { ...table, rows: [row] });
    expect(score?.probability).toBeGreaterThan(0);
    expect(score?.label).toBe("no");
  });

  test("was used with its own threshold on every row", () => {
    const [threshold] = sample.versions.map((version) => version.threshold);
    const expected = column(table, "score").map((score) => (Number(score) >= (threshold ?? Number.NaN) ? "yes" : "no"));
    expect(column(table, "prediction")).toEqual(expected);
  });

  test.each([
    [0.25, "0.25"],
    [Math.fround(0.1), "0.1"],
    [0.0000004, "0"],
    [0.999999499, "0.999999"],
  ])("score %d is stored as %s", (probability, text) => {
    expect(printScore(probability)).toBe(text);
  });
});

describe("the model card", () => {
  test("says what the file says, period by period", () => {
    expect(cells(read("./README.md"))).toEqual(expect.arrayContaining(cells(modelCardTable(table))));
  });

  test("covers every row once", () => {
    const rows = PERIODS.map(({ from, to }) => measure(table, from, to).rows);
    expect(rows.reduce((sum, count) => sum + count)).toBe(table.rows.length);
  });

  test("tells a good year from a bad one", () => {
    const [training, , , , , later] = PERIODS.map(({ from, to }) => measure(table, from, to));
    expect(training?.accuracy).toBeCloseTo(0.957, 3);
    expect(later?.accuracy).toBeCloseTo(0.471, 3);
    expect(later?.baseRate).toBeGreaterThan(8 * (later?.meanScore ?? Number.NaN));
  });

  test.each([
    { scores: [0.1, 0.2, 0.8, 0.9], expected: 1 },
    { scores: [0.9, 0.8, 0.2, 0.1], expected: 0 },
    { scores: [0.5, 0.5, 0.5, 0.5], expected: 0.5 },
    { scores: [0.1, 0.4, 0.35, 0.8], expected: 0.75 },
    { scores: [0.1, 0.4, 0.4, 0.8], expected: 0.875 },
  ])("AUC of no, no, yes, yes scored $scores is $expected", ({ scores, expected }) => {
    expect(auc([false, false, true, true], scores)).toBeCloseTo(expected, 12);
  });
});
