import type { PoolClient } from "pg";
import { Problem } from "#server/http/problem.ts";
import { LOCK_MODEL } from "./sql/build.sql.ts";

export interface LockedModel {
  id: number;
  project_id: number;
  name: string;
  generation: number;
  building_generation: number | null;
  reference_id: number | null;
}

/**
 * Locks a model against ingest and other builds until the transaction ends. Always taken before any row of `job`, so that
 * two of these transactions cannot wait for each other.
 */
export async function lockModel(client: PoolClient, modelId: number): Promise<LockedModel> {
  // Requests that are storing records now hold the row for a moment each; and queueing all segments may take seconds.
  await client.query("SET LOCAL lock_timeout = '20s'; SET LOCAL statement_timeout = '120s'");
  const { rows } = await client.query<LockedModel>(LOCK_MODEL, [modelId]);
  const model = rows[0];
  if (!model) throw new Problem({ status: 404, code: "not_found", detail: "There is no such model." });
  return model;
}
