// node examples/bank/prepare.ts bank-full.csv
// Step 1 of 3: writes records.csv.gz, the original rows with their date in front and no scores yet.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { RECORDS_FILE, writeTable } from "./table.ts";

const SHA256 = "d1513ec63b385506f7cfce9f2c5caa9fe99e7ba4e8c3fa264b3aaf0f849ed32d";
const FIRST_YEAR = 2008;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const [source] = process.argv.slice(2);
if (!source) throw new Error("usage: node examples/bank/prepare.ts <bank-full.csv>");
const bytes = readFileSync(source);
if (createHash("sha256").update(bytes).digest("hex") !== SHA256) throw new Error(`${source} is not the known bank-full.csv`);

const [header = [], ...rows] = bytes
  .toString("utf8")
  .trimEnd()
  .split("\n")
  .map((line) => line.split(";").map((cell) => cell.replace(/^"(.*)"$/, "$1")));
const dates = rowDates(rows.map((row) => [row[header.indexOf("day")] ?? "", row[header.indexOf("month")] ?? ""]));
writeTable(RECORDS_FILE, { header: ["date", ...header], rows: rows.map((row, index) => [dates[index] ?? "", ...row]) });

/** Rows name day and month but no year. They are in the order of time, so a month that is earlier than the row before begins a year. */
function rowDates(days: [day: string, month: string][]): string[] {
  let year = FIRST_YEAR;
  let lastMonth = 0;
  return days.map(([day, name]) => {
    const month = MONTHS.indexOf(name) + 1;
    if (month === 0) throw new Error(`not a month: ${name}`);
    if (month < lastMonth) year++;
    lastMonth = month;
    return `${year}-${String(month).padStart(2, "0")}-${day.padStart(2, "0")}`;
  });
}
