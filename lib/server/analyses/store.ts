import { createHash } from "node:crypto";
import type { QueryContext } from "../queries/context.ts";
import type { Basis } from "./basis.ts";

/** An answer as it is kept. */
export interface Kept {
  answer: unknown;
  dataAt: Date;
  computedAt: Date;
  /** How long it took. */
  tookMs: number;
}

interface Named {
  kind: string;
  version: number;
}

/** JSON with its keys in order, so that equal parameters are equal text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`)
    .join(",")}}`;
}

/** Names a question about a model's data as they are configured now. */
export function keyOf({ version }: Named, params: unknown, basis: Basis): string {
  const key = canonical([version, params, basis.referenceId, basis.columns]);
  // Keys are in an index.
  return key.length <= 500 ? key : createHash("sha256").update(key).digest("hex");
}

/** The answer under that key, however old. */
export async function findKept(db: QueryContext["db"], { kind }: Named, key: string, basis: Basis): Promise<Kept | null> {
  const { rows } = await db.query<{ result: { answer: unknown; took_ms: number }; data_at: Date; computed_at: Date }>(
    "SELECT result, data_at, computed_at FROM analysis WHERE model_id = $1 AND generation = $2 AND kind = $3 AND key = $4",
    [basis.modelId, basis.generation, kind, key],
  );
  const row = rows[0];
  return row ? { answer: row.result.answer, tookMs: row.result.took_ms, dataAt: row.data_at, computedAt: row.computed_at } : null;
}

/** Keeps an answer; one that rests on newer data stays. Nothing happens when the model was deleted meanwhile. */
export async function keep(db: QueryContext["db"], { kind, version }: Named, key: string, basis: Basis, answer: unknown, tookMs: number) {
  await db.query(
    `INSERT INTO analysis (model_id, generation, kind, key, data_at, computed_at, result)
     SELECT id, $2, $3, $4, $5, clock_timestamp(), $6 FROM model WHERE id = $1
     ON CONFLICT (model_id, generation, kind, key)
     DO UPDATE SET data_at = excluded.data_at, computed_at = excluded.computed_at, result = excluded.result
     WHERE analysis.data_at <= excluded.data_at`,
    [basis.modelId, basis.generation, kind, key, basis.dataAt, JSON.stringify({ version, answer, took_ms: Math.round(tookMs) })],
  );
}
