// node examples/bank/predict.ts [--compare all-scores.csv]
// Step 3 of 3: writes the model's score and prediction of every row into records.csv.gz, and prints the model card's table.
// Running it again gives the same bytes. With --compare: the largest difference from the trainer's own probabilities.
import { readFileSync } from "node:fs";
import { modelCardTable } from "./measure.ts";
import { loadModel, printScore, scoreRows } from "./score.ts";
import { RECORDS_FILE, readTable, writeTable } from "./table.ts";

const ADDED = ["score", "prediction"];

const stored = readTable(RECORDS_FILE);
const originals = stored.header.filter((name) => !ADDED.includes(name)).length;
const table = { header: stored.header.slice(0, originals), rows: stored.rows.map((row) => row.slice(0, originals)) };

const scores = await scoreRows(await loadModel(), table);
const scored = {
  header: [...table.header, ...ADDED],
  rows: table.rows.map((row, i) => [...row, printScore(scores[i]?.probability ?? Number.NaN), scores[i]?.label ?? ""]),
};
writeTable(RECORDS_FILE, scored);
console.log(modelCardTable(scored));

const compare = process.argv.indexOf("--compare");
if (compare > 0) {
  const trainer = readFileSync(process.argv[compare + 1] ?? "", "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.split(",")[1]));
  const differences = trainer.map((probability, i) => Math.abs(probability - (scores[i]?.probability ?? Number.NaN)));
  console.log(`largest difference from the trainer on ${differences.length} rows: ${Math.max(...differences)}`);
}
