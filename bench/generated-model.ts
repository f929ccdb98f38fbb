// Models whose profiles are generated, for benchmarks of what is asked of profiles.
import type { Pool } from "pg";
import { binningToJson } from "#core/profiles/binning.ts";
import { BUCKET_MS, type Resolution } from "#core/profiles/buckets.ts";
import { buildCategoricalBinning, buildNumericBinning } from "#core/profiles/build-binning.ts";
import { emptyProfile } from "#core/profiles/count.ts";
import { emptyBucket } from "#core/profiles/merge-buckets.ts";
import { encodeBucket } from "#core/profiles/packed.ts";
import type { Binning, BucketProfile } from "#core/profiles/types.ts";
import { normals, seeded } from "./measure.ts";

const CATEGORICAL_SHARE = 0.2;
const REFERENCE_ROWS = 100_000;

const random = seeded(7);
const normal = normals(random);

function makeBinning(column: number, columns: number): Binning {
  if (column >= columns * CATEGORICAL_SHARE) return buildNumericBinning(Float64Array.from({ length: 20_000 }, normal));
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

export interface GeneratedModel {
  name: string;
  columns: number;
  /** Rows of profiles, each of so many records. */
  buckets: readonly { resolution: Resolution; start: number; records: number }[];
}

/** A model with numeric and categorical inputs (c0, c1, ...), an uploaded reference of 100,000 rows, and profiles that do not drift. */
export async function generateModel(pool: Pool, { name, columns, buckets }: GeneratedModel): Promise<number> {
  const project = (await pool.query<{ id: number }>("SELECT id FROM project ORDER BY id LIMIT 1")).rows[0]!.id;
  const insert = async (sql: string, values: unknown[]) => (await pool.query<{ id: number }>(`${sql} RETURNING id`, values)).rows[0]!.id;
  const model = await insert("INSERT INTO model (project_id, name, title) VALUES ($1, $2, $2)", [project, name]);
  const version = await insert("INSERT INTO model_version (model_id, name) VALUES ($1, '1')", [model]);
  const binnings = new Map<number, Binning>();
  for (let i = 0; i < columns; i++) {
    const binning = makeBinning(i, columns);
    const column = await insert("INSERT INTO model_column (model_id, name, role, kind) VALUES ($1, $2, 'input', $3)", [
      model,
      `c${i}`,
      binning.kind,
    ]);
    await pool.query(
      "INSERT INTO binning (model_id, column_id, generation, hash, definition, provisional) VALUES ($1, $2, 1, $3, $4, false)",
      [model, column, String(i), JSON.stringify(binningToJson(binning))],
    );
    binnings.set(column, binning);
  }
  const reference = await insert(
    "INSERT INTO reference (model_id, kind, spec, status, generation, rows, profile) VALUES ($1, 'upload', $2, 'ready', 1, $3, $4)",
    [
      model,
      { kind: "upload", file: "reference.csv", format: "csv" },
      REFERENCE_ROWS,
      Buffer.from(encodeBucket(makeBucket(binnings, REFERENCE_ROWS))),
    ],
  );
  await pool.query("UPDATE model SET reference_id = $2 WHERE id = $1", [model, reference]);
  for (const { resolution, start, records } of buckets) {
    const from = new Date(Math.floor(start / BUCKET_MS[resolution]) * BUCKET_MS[resolution]);
    await pool.query(
      "INSERT INTO profile (model_id, generation, resolution, version_id, slice, bucket, records, payload) VALUES ($1, 1, $2, $3, '', $4, $5, $6)",
      [model, resolution, version, from, records, Buffer.from(encodeBucket(makeBucket(binnings, records)))],
    );
  }
  return model;
}
