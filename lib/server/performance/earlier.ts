import type { PoolClient } from "pg";
import { textArray } from "../ingest/pg-arrays.ts";
import { SELECT_OUTCOMES } from "./sql/outcomes.sql.ts";

/** A prediction that was counted before, as it is stored. */
interface EarlierPrediction {
  key: string;
  day: string;
  /** ms since the epoch, with a fraction */
  ts: number;
  version_id: number;
  /** JSON of a StoredPrediction */
  payload: string;
}

/** The predictions of a generation under these keys, the batch's own among them. */
export async function earlierPredictions(
  client: PoolClient,
  { modelId, generation }: { modelId: number; generation: number },
  keys: string[],
): Promise<EarlierPrediction[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<EarlierPrediction>(SELECT_OUTCOMES, [modelId, generation, textArray(keys)]);
  return rows;
}
