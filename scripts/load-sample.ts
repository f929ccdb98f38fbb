// Loads the bank marketing sample through the public API, as any log shipper would, and reports its progress as a job that the
// pages show too. Needs TIDEMARK_URL and TIDEMARK_KEY (a key with the scopes ingest, models:write, read and admin).
// Run again it finds what is there: the same records are duplicates, so an interrupted load can simply be repeated.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { recordTime } from "../examples/bank/record-time.ts";
import { readTable } from "../examples/bank/table.ts";
import { createSampleApi } from "./sample-api.ts";

const DAY_MS = 86_400_000;
const BATCH = 2000;
const folder = path.join(import.meta.dirname, "..", "examples", "bank");

interface Sample {
  model: string;
  title: string;
  description: string;
  records: { file: string; rows: number; dateColumn: string; from: string; to: string };
  recordsVersion: string;
  reference: { from: string; to: string; rows: number };
  columns: { name: string; role: "input" | "prediction" | "score" | "label"; kind: string; unit?: string }[];
}

/** The UTC day of a moved date. */
function movedDay(date: string, shiftDays: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + shiftDays * DAY_MS).toISOString().slice(0, 10);
}

/** One native record per row, oldest first. The last day is squeezed into the part of today that is over: no record lies ahead of the clock. */
function nativeRecords(sample: Sample, table: { header: string[]; rows: string[][] }, shiftDays: number, now: number): string[] {
  const dateIndex = table.header.indexOf(sample.records.dateColumn);
  const columns = sample.columns.map((column) => ({ ...column, index: table.header.indexOf(column.name) }));
  const perDay = new Map<string, number>();
  for (const row of table.rows) perDay.set(row[dateIndex]!, (perDay.get(row[dateIndex]!) ?? 0) + 1);
  const seen = new Map<string, number>();
  return table.rows.map((row, i) => {
    const date = row[dateIndex]!;
    const indexInDay = seen.get(date) ?? 0;
    seen.set(date, indexInDay + 1);
    const day = movedDay(date, shiftDays);
    const midnight = Date.parse(`${day}T00:00:00Z`);
    const count = perDay.get(date)!;
    const dayIsOver = recordTime(day, count - 1, count) <= now;
    const ts = dayIsOver ? recordTime(day, indexInDay, count) : midnight + Math.floor(((now - midnight) * (indexInDay + 0.5)) / count);
    const inputs: Record<string, string | number> = {};
    const record: Record<string, unknown> = {
      id: `bank-${String(i + 1).padStart(5, "0")}`,
      ts: new Date(ts).toISOString(),
      model: sample.model,
      version: sample.recordsVersion,
      inputs,
    };
    for (const column of columns) {
      const text = row[column.index]!;
      const value = column.kind === "numeric" ? Number(text) : text;
      if (column.role === "input") inputs[column.name] = value;
      else record[column.role] = value;
    }
    return JSON.stringify(record);
  });
}

const sample = JSON.parse(await readFile(path.join(folder, "sample.json"), "utf8")) as Sample;
const table = readTable(path.join(folder, sample.records.file));
if (table.rows.length !== sample.records.rows)
  throw new Error(`examples/bank holds ${table.rows.length} records, sample.json says ${sample.records.rows}`);

const api = createSampleApi();
const now = Date.now();
const today = new Date(now).toISOString().slice(0, 10);
// A repeated load keeps the dates of the first one, or the same records would count again under other days.
const firstDay = await api.oldestRecordDay(sample.model);
const shiftDays = Math.round(
  (firstDay
    ? Date.parse(`${firstDay}T00:00:00Z`) - Date.parse(`${sample.records.from}T00:00:00Z`)
    : Date.parse(`${today}T00:00:00Z`) - Date.parse(`${sample.records.to}T00:00:00Z`)) / DAY_MS,
);
const lines = nativeRecords(sample, table, shiftDays, now);

await api.ensureModel({
  name: sample.model,
  title: sample.title,
  description: sample.description,
  task: "tabular",
  retention_days: null,
  note: `Sample of real data. Its dates are moved by ${shiftDays.toLocaleString("en")} days so that the last record is today; times within a day are made up.`,
});
const job = await api.startJob(`Sample: ${sample.title}`, sample.model, lines.length);
let done = 0;
try {
  const send = async (from: number, to: number) => {
    for (let start = from; start < to; start += BATCH) {
      const slice = lines.slice(start, Math.min(start + BATCH, to));
      await api.ingest(gzipSync(slice.join("\n")), slice.length);
      done += slice.length;
      await api.progress(job, done, lines.length, `${done.toLocaleString("en")} of ${lines.length.toLocaleString("en")} records sent`);
    }
  };
  // The training period goes first and becomes the reference, so that drift shows while the rest arrives.
  await send(0, sample.reference.rows);
  await api.setReferenceOnce(sample.model, {
    from: `${movedDay(sample.reference.from, shiftDays)}T00:00:00.000Z`,
    to: `${movedDay(sample.reference.to, shiftDays + 1)}T00:00:00.000Z`,
  });
  await send(sample.reference.rows, lines.length);
  await api.waitUntilCounted(sample.model);
  await api.finish(job, lines.length, "All records are stored and counted.");
} catch (error) {
  await api.fail(job, error instanceof Error ? error.message : String(error));
  throw error;
}
