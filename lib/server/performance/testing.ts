import type { Pool } from "pg";
import { performanceOf } from "#core/performance/accumulate.ts";
import { encodePerformance } from "#core/performance/packed.ts";
import type { Outcome, PerformanceSpec } from "#core/performance/types.ts";
import type { LoggedRecord } from "#core/records/types.ts";

/** A label for a prediction, as a record of its own. */
export function labelRecord(prediction: LoggedRecord, value: string | number | null, options: Partial<LoggedRecord> = {}): LoggedRecord {
  return { ...prediction, kind: "label", cells: [{ column: "label", role: "label", value }], ...options };
}

export interface Counted {
  prediction: LoggedRecord;
  /** Null: none. */
  label: string | null;
  delayMs: number | null;
}

/** The packed profiles of one pass over predictions with their final labels: by version, slice and start of their day. */
export function singlePass(spec: PerformanceSpec, counted: readonly Counted[], tag: string | null): Map<string, string> {
  const groups = new Map<string, Outcome[]>();
  for (const { prediction, label, delayMs } of counted) {
    const value = (column: string) => prediction.cells.find((cell) => cell.column === column)?.value as string | number | undefined;
    const outcome: Outcome = { prediction: value("prediction") ?? null, score: (value("score") as number | undefined) ?? null };
    if (label !== null) Object.assign(outcome, { label, delayMs });
    const day = Math.floor(prediction.ts / 86_400_000) * 86_400_000;
    for (const slice of ["", ...(tag === null ? [] : [`${tag}=${value(`tags.${tag}`)}`])]) {
      const key = `${prediction.version} ${slice} ${day}`;
      const group = groups.get(key);
      if (group) group.push(outcome);
      else groups.set(key, [outcome]);
    }
  }
  return new Map([...groups].map(([key, outcomes]) => [key, hex(encodePerformance(performanceOf(spec, outcomes)))]));
}

/** The stored profiles of days, in the form of `singlePass`. */
export async function storedDays(pool: Pool, modelId: number): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ version: string; slice: string; bucket: Date; payload: Buffer }>(
    `SELECT v.name AS version, p.slice, p.bucket, p.payload FROM performance_profile p
     JOIN model m ON m.id = p.model_id AND m.generation = p.generation JOIN model_version v ON v.id = p.version_id
     WHERE p.model_id = $1 AND p.resolution = 2`,
    [modelId],
  );
  return new Map(rows.map(({ version, slice, bucket, payload }) => [`${version} ${slice} ${bucket.getTime()}`, hex(payload)]));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
