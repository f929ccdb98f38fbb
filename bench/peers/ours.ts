// The same 25 columns x 1 million rows by Evidently's published method (numpy, scipy) and by ours, in one run: counting all values into
// profiles once, and comparing stored profiles, which is what a page does. Needs python3 with pandas and scipy
// (Debian: python3-pandas python3-scipy). Run: npm run bench:peers
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildCategoricalBinning, buildNumericBinning } from "#core/profiles/build-binning.ts";
import { createCounter } from "#core/profiles/count.ts";
import type { Binning, ColumnProfile } from "#core/profiles/types.ts";
import { compareColumn } from "#core/statistics/compare.ts";
import { evaluateDrift } from "#core/statistics/evaluate.ts";
import { median, milliseconds, normals, seeded } from "../measure.ts";

const NUMERIC = 20;
const CATEGORICAL = 5;
const CATEGORIES = 30;
const REFERENCE_ROWS = 100_000;
const CURRENT_ROWS = Number(process.env.ROWS ?? 1_000_000);
const REPEATS = 3;
const PYTHON = process.env.PYTHON ?? "/usr/bin/python3";

/** Columns one after another: normal ones with shifts of up to half a standard deviation, then categories of falling frequency. */
function generate(rows: number, seed: number, shift: number): Float64Array {
  const random = seeded(seed);
  const normal = normals(random);
  const data = new Float64Array(rows * (NUMERIC + CATEGORICAL));
  for (let column = 0; column < NUMERIC; column++) {
    for (let row = 0; row < rows; row++) data[column * rows + row] = normal() + (shift * column) / NUMERIC;
  }
  for (let column = NUMERIC; column < NUMERIC + CATEGORICAL; column++) {
    for (let row = 0; row < rows; row++) data[column * rows + row] = Math.floor(CATEGORIES * random() ** 2);
  }
  return data;
}

const columnOf = (data: Float64Array, rows: number, column: number) => data.subarray(column * rows, (column + 1) * rows);

function binningOf(values: Float64Array, column: number): Binning {
  if (column < NUMERIC) return buildNumericBinning(values);
  const counts = new Map<string, number>();
  for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return buildCategoricalBinning(counts);
}

function count(binning: Binning, values: ArrayLike<number>, texts: readonly string[] | null): ColumnProfile {
  const counter = createCounter(binning);
  if (texts) for (const text of texts) counter.addCategory(text);
  else counter.addNumbers(values);
  return counter.profile();
}

const folder = mkdtempSync(path.join(tmpdir(), "tidemark-bench-"));
try {
  const reference = generate(REFERENCE_ROWS, 1, 0);
  const current = generate(CURRENT_ROWS, 2, 0.5);
  writeFileSync(path.join(folder, "reference.f64"), reference);
  writeFileSync(path.join(folder, "current.f64"), current);
  const shape = { numeric: NUMERIC, categorical: CATEGORICAL, referenceRows: REFERENCE_ROWS, currentRows: CURRENT_ROWS, repeats: REPEATS };
  writeFileSync(path.join(folder, "shape.json"), JSON.stringify(shape));

  const columns = Array.from({ length: NUMERIC + CATEGORICAL }, (_, column) => {
    const values = columnOf(current, CURRENT_ROWS, column);
    const before = columnOf(reference, REFERENCE_ROWS, column);
    const binning = binningOf(before, column);
    const texts = column < NUMERIC ? null : Array.from(values, String);
    return { column, values, texts, binning, reference: count(binning, before, column < NUMERIC ? null : Array.from(before, String)) };
  });
  let profiles: ColumnProfile[] = [];
  const counting = median(REPEATS, () => {
    profiles = columns.map(({ binning, values, texts }) => count(binning, values, texts));
  });
  const comparing = median(25, () => {
    const comparisons = columns.map(({ column, binning, reference: before }, i) =>
      compareColumn(
        { id: column, name: `c${column}`, role: "input", kind: column < NUMERIC ? "numeric" : "categorical" },
        binning,
        before,
        profiles[i]!,
      ),
    );
    evaluateDrift(comparisons);
  });
  const peer = JSON.parse(
    execFileSync(PYTHON, [path.join(import.meta.dirname, "evidently_formulas.py"), folder], { encoding: "utf8" }),
  ) as {
    seconds: Record<string, number>;
    numpy: string;
  };
  console.log(
    `25 columns x ${CURRENT_ROWS.toLocaleString("en")} rows against ${REFERENCE_ROWS.toLocaleString("en")} (numpy ${peer.numpy})`,
  );
  for (const [label, seconds] of Object.entries(peer.seconds))
    console.log(`  Evidently's formulas, ${label}: ${milliseconds(seconds * 1000)}`);
  console.log(`  ours, counting every value once: ${milliseconds(counting)}`);
  console.log(`  ours, all statistics and verdicts from counts: ${milliseconds(comparing)}`);
  const defaults = peer.seconds["default tests"]! * 1000;
  console.log(
    `  ratio, counting included: ${(defaults / (counting + comparing)).toFixed(1)} x; from stored counts: ${(defaults / comparing).toFixed(0)} x`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
