import type { PoolClient } from "pg";
import type { PerformanceSpec } from "#core/performance/types.ts";
import { type LabelRow, labelOf } from "./labels.ts";
import { CLOSE_ALL, DECLARE_ALL, FETCH_SOME } from "./sql/outcomes.sql.ts";
import { outcomeOf, type StoredPrediction } from "./stored.ts";
import { writeChanges } from "./write-performance.ts";

interface Row extends Omit<LabelRow, "label_key"> {
  ts: number;
  version_id: number;
  payload: string;
  label_key: string | null;
}

/**
 * Counts every prediction of a generation that has no performance profiles yet. Takes some seconds for a million predictions:
 * once in a generation, when its first labels say what they are held against, unless its reference has said so.
 */
export async function countAll(
  client: PoolClient,
  target: { modelId: number; generation: number; now: number },
  spec: PerformanceSpec,
): Promise<void> {
  const { modelId, generation } = target;
  // DECLARE takes no parameters that are sent apart; these are numbers.
  await client.query(DECLARE_ALL.replaceAll("$1", String(modelId)).replaceAll("$2", String(generation)));
  for (;;) {
    const { rows } = await client.query<Row>(FETCH_SOME);
    if (rows.length === 0) break;
    const changes = rows.map((row) => {
      const stored = JSON.parse(row.payload) as StoredPrediction;
      const ts = Math.round(row.ts);
      const label = row.label_key === null ? null : labelOf(row);
      return { ts, versionId: row.version_id, slices: stored.x ?? [], before: null, after: outcomeOf(spec, ts, stored, label) };
    });
    await writeChanges(client, target, spec, changes);
  }
  await client.query(CLOSE_ALL);
}
