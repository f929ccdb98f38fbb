import type { Pool } from "pg";
import {
  addOutput,
  emptyOutputs,
  type FeedbackValue,
  type OutputProfile,
  outputsFromJson,
  outputsToJson,
} from "#core/performance/output-profile.ts";
import type { LoggedRecord, Value } from "#core/records/types.ts";

/** Feedback for a prediction, as a record of its own: without its version and tags. */
export function feedbackRecord(prediction: LoggedRecord, said: Record<string, Value>, ts: number): LoggedRecord {
  const cells = Object.entries(said).map(([name, value]) => ({ column: `feedback.${name}`, role: "feedback" as const, value }));
  return { ...prediction, kind: "feedback", version: "", ts, cells };
}

export interface CountedOutput {
  prediction: LoggedRecord;
  feedback: ReadonlyMap<string, FeedbackValue>;
}

/** The profiles of one pass over predictions with their final feedback: by version, slice and start of their day. */
export function singlePass(counted: readonly CountedOutput[], tag: string | null): Map<string, string> {
  const profiles = new Map<string, OutputProfile>();
  for (const { prediction, feedback } of counted) {
    const value = (column: string) => prediction.cells.find((cell) => cell.column === column)?.value;
    const day = Math.floor(prediction.ts / 86_400_000) * 86_400_000;
    for (const slice of ["", ...(tag === null ? [] : [`${tag}=${String(value(`tags.${tag}`))}`])]) {
      const key = `${prediction.version} ${slice} ${day}`;
      const profile = profiles.get(key) ?? emptyOutputs();
      profiles.set(key, profile);
      addOutput(profile, { isNull: (value("prediction") ?? null) === null && typeof value("score") !== "number", feedback }, 1);
    }
  }
  return new Map([...profiles].map(([key, profile]) => [key, JSON.stringify(outputsToJson(profile))]));
}

/** The stored profiles of days, in the form of `singlePass`. */
export async function storedOutputs(pool: Pool, modelId: number): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ version: string; slice: string; bucket: Date; payload: never }>(
    `SELECT v.name AS version, p.slice, p.bucket, p.payload FROM output_profile p
     JOIN model m ON m.id = p.model_id AND m.generation = p.generation JOIN model_version v ON v.id = p.version_id
     WHERE p.model_id = $1 AND p.resolution = 2`,
    [modelId],
  );
  return new Map(
    rows.map(({ version, slice, bucket, payload }) => [
      `${version} ${slice} ${bucket.getTime()}`,
      // The data base keeps the names of an object in an order of its own.
      JSON.stringify(outputsToJson(outputsFromJson(payload))),
    ]),
  );
}
