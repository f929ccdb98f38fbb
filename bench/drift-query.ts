// How long the server takes for a drift answer and a heat map of 100 columns x 30 days, over 1 million and over 100 million records, on
// generated profiles in a real Postgres of its own. Both sizes are asked in turn, so the ratio holds on a busy machine. Run: npm run bench
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { driftQuerySchema, heatmapQuerySchema } from "#core/contracts/drift.ts";
import { DAY, type Resolution } from "#core/profiles/buckets.ts";
import { startEmbedded } from "#server/db/embedded/index.ts";
import { migrate } from "#server/db/migrate.ts";
import { createPool } from "#server/db/pool.ts";
import { driftAnswer } from "#server/queries/drift.ts";
import { heatmapAnswer } from "#server/queries/heatmap.ts";
import { generateModel } from "./generated-model.ts";
import { middle, milliseconds } from "./measure.ts";

const COLUMNS = 100;
const DAYS = 30;
const RUNS = 25;
const DAY_MS = 86_400_000;
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const SIZES = [1_000_000, 100_000_000];

const folder = mkdtempSync(path.join(tmpdir(), "tidemark-bench-"));
// For root: Postgres runs as another user, who must get in.
chmodSync(folder, 0o755);
const postgres = await startEmbedded({ dataDir: folder, log: () => {} });
const pool = createPool(postgres.url);
try {
  await migrate(postgres.url);
  const project = (await pool.query<{ id: number }>("SELECT id FROM project ORDER BY id LIMIT 1")).rows[0]!.id;
  for (const size of SIZES) {
    const buckets = Array.from({ length: DAYS }, (_, day) => ({
      resolution: DAY as Resolution,
      start: TODAY - (DAYS - day) * DAY_MS,
      records: Math.round(size / DAYS),
    }));
    await generateModel(pool, { name: `m${size}`, columns: COLUMNS, buckets });
  }
  await pool.query("ANALYZE profile");
  const context = { pool, projectId: project, now: new Date(TODAY) };
  const window = { from: new Date(TODAY - DAYS * DAY_MS).toISOString(), to: new Date(TODAY).toISOString() };
  const questions = {
    "drift answer": (model: string) => driftAnswer(context, model, driftQuerySchema.parse(window)),
    "heat map by day": (model: string) => heatmapAnswer(context, model, heatmapQuerySchema.parse({ ...window, step: "day" })),
  };
  console.log(`${COLUMNS} columns x ${DAYS} days, median of ${RUNS} (all in turn)`);
  for (const [name, ask] of Object.entries(questions)) {
    const times = SIZES.map((): number[] => []);
    for (let run = -3; run < RUNS; run++) {
      for (const [i, size] of SIZES.entries()) {
        const start = performance.now();
        const answer = await ask(`m${size}`);
        if (run >= 0) times[i]!.push(performance.now() - start);
        if (answer.columns.length !== COLUMNS) throw new Error(`${name} answered ${answer.columns.length} columns`);
      }
    }
    const medians = times.map(middle);
    const ratio = middle(times[1]!.map((time, i) => time / times[0]![i]!));
    console.log(
      `  ${name}: ${SIZES.map((size, i) => `${size / 1e6} M records ${milliseconds(medians[i]!)}`).join(", ")}, ratio ${ratio.toFixed(2)}`,
    );
  }
} finally {
  await pool.end();
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}
