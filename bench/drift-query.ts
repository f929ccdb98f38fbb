// How long the server takes for a drift answer and a heat map of 100 columns x 30 days, over 1 million and over 100 million records, on
// generated profiles in a real Postgres of its own. Both sizes are asked in turn, so the ratio holds on a busy machine. Run: npm run bench
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Pool } from "pg";
import { driftQuerySchema, heatmapQuerySchema } from "#core/contracts/drift.ts";
import { binningToJson } from "#core/profiles/binning.ts";
import { buildCategoricalBinning, buildNumericBinning } from "#core/profiles/build-binning.ts";
import { emptyProfile } from "#core/profiles/count.ts";
import { emptyBucket } from "#core/profiles/merge-buckets.ts";
import { encodeBucket } from "#core/profiles/packed.ts";
import type { Binning, BucketProfile } from "#core/profiles/types.ts";
import { startEmbedded } from "#server/db/embedded/index.ts";
import { migrate } from "#server/db/migrate.ts";
import { createPool } from "#server/db/pool.ts";
import { driftAnswer } from "#server/queries/drift.ts";
import { heatmapAnswer } from "#server/queries/heatmap.ts";
import { middle, milliseconds, normals, seeded } from "./measure.ts";

const COLUMNS = 100;
const CATEGORICAL = 20;
const DAYS = 30;
const RUNS = 25;
const DAY_MS = 86_400_000;
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const SIZES = [1_000_000, 100_000_000];
const REFERENCE_ROWS = 100_000;

const random = seeded(7);
const normal = normals(random);

function makeBinning(column: number): Binning {
  if (column >= CATEGORICAL) return buildNumericBinning(Float64Array.from({ length: 20_000 }, normal));
  return buildCategoricalBinning(new Map(Array.from({ length: 5 + column * 10 }, (_, i) => [`category ${i}`, 1000 - i])));
}

/** About n records spread over every bin as the reference's shares would (quantile bins hold equally much), with some noise. */
function makeBucket(binnings: ReadonlyMap<number, Binning>, n: number): BucketProfile {
  const bucket = emptyBucket();
  bucket.records = n;
  for (const role of Object.keys(bucket.roles) as (keyof typeof bucket.roles)[]) bucket.roles[role] = n;
  for (const [id, binning] of binnings) {
    const profile = emptyProfile(binning);
    const body = profile.counts.length - (binning.kind === "numeric" ? 64 : 1);
    const first = binning.kind === "numeric" ? 32 : 0;
    let left = n;
    for (let i = 0; i < body; i++) {
      const expected = n / body;
      const count = i === body - 1 ? left : Math.min(left, Math.max(0, Math.round(expected + Math.sqrt(expected) * normal())));
      profile.counts[first + i] = count;
      left -= count;
    }
    if (binning.kind === "numeric") {
      profile.min = binning.edges[first] ?? 0;
      profile.max = binning.edges[binning.edges.length - 32] ?? 0;
      profile.sumSquares = BigInt(n) << 40n;
    }
    bucket.columns.set(id, profile);
  }
  return bucket;
}

async function makeModel(pool: Pool, name: string, records: number): Promise<void> {
  const project = (await pool.query<{ id: number }>("SELECT id FROM project ORDER BY id LIMIT 1")).rows[0]!.id;
  const model = (
    await pool.query<{ id: number }>("INSERT INTO model (project_id, name, title) VALUES ($1, $2, $2) RETURNING id", [project, name])
  ).rows[0]!.id;
  const version = (await pool.query<{ id: number }>("INSERT INTO model_version (model_id, name) VALUES ($1, '1') RETURNING id", [model]))
    .rows[0]!.id;
  const binnings = new Map<number, Binning>();
  for (let i = 0; i < COLUMNS; i++) {
    const binning = makeBinning(i);
    const column = (
      await pool.query<{ id: number }>("INSERT INTO model_column (model_id, name, role, kind) VALUES ($1, $2, 'input', $3) RETURNING id", [
        model,
        `c${i}`,
        binning.kind,
      ])
    ).rows[0]!.id;
    await pool.query(
      "INSERT INTO binning (model_id, column_id, generation, hash, definition, provisional) VALUES ($1, $2, 1, $3, $4, false)",
      [model, column, String(i), JSON.stringify(binningToJson(binning))],
    );
    binnings.set(column, binning);
  }
  const spec = { kind: "upload", file: "reference.csv", format: "csv" };
  const reference = (
    await pool.query<{ id: number }>(
      "INSERT INTO reference (model_id, kind, spec, status, generation, rows, profile) VALUES ($1, 'upload', $2, 'ready', 1, $3, $4) RETURNING id",
      [model, spec, REFERENCE_ROWS, Buffer.from(encodeBucket(makeBucket(binnings, REFERENCE_ROWS)))],
    )
  ).rows[0]!.id;
  await pool.query("UPDATE model SET reference_id = $2 WHERE id = $1", [model, reference]);
  const perDay = Math.round(records / DAYS);
  for (let day = 0; day < DAYS; day++) {
    await pool.query(
      "INSERT INTO profile (model_id, generation, resolution, version_id, slice, bucket, records, payload) VALUES ($1, 1, 2, $2, '', $3, $4, $5)",
      [model, version, new Date(TODAY - (DAYS - day) * DAY_MS), perDay, Buffer.from(encodeBucket(makeBucket(binnings, perDay)))],
    );
  }
}

const folder = mkdtempSync(path.join(tmpdir(), "tidemark-bench-"));
const postgres = await startEmbedded({ dataDir: folder, log: () => {} });
const pool = createPool(postgres.url);
try {
  await migrate(postgres.url);
  const project = (await pool.query<{ id: number }>("SELECT id FROM project ORDER BY id LIMIT 1")).rows[0]!.id;
  for (const size of SIZES) await makeModel(pool, `m${size}`, size);
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
