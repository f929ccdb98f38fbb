import type { PoolClient } from "pg";
import type { Target } from "../performance/join.ts";
import type { StoredPrediction } from "../performance/stored.ts";
import { heldFeedback, valuesOf } from "./held.ts";
import { isNullOutput } from "./null-output.ts";
import { CLOSE_PREDICTIONS, DECLARE_PREDICTIONS, FETCH_PREDICTIONS } from "./sql/feedback.sql.ts";
import { OutputChanges } from "./write.ts";

interface Row {
  key: string;
  ts: number;
  version_id: number;
  payload: string;
}

/** Predictions looked at between two breaths. */
const STEP = 1_000;

/**
 * Counts every prediction of a generation that has no output profiles yet, with all feedback so far. That is nothing but its first batch, unless
 * it was counted by an earlier release: then it takes some seconds for a million predictions, once.
 */
export async function countAllOutputs(client: PoolClient, target: Target): Promise<void> {
  const { modelId, generation } = target;
  // DECLARE takes no parameters that are sent apart; these are numbers.
  await client.query(DECLARE_PREDICTIONS.replaceAll("$1", String(modelId)).replaceAll("$2", String(generation)));
  const changes = new OutputChanges(target);
  for (;;) {
    const { rows } = await client.query<Row>(FETCH_PREDICTIONS);
    if (rows.length === 0) break;
    const known = await heldFeedback(
      client,
      target,
      rows.map(({ key }) => key),
    );
    for (const [n, { key, ts, version_id, payload }] of rows.entries()) {
      if (n % STEP === 0) await target.breathe();
      const stored = JSON.parse(payload) as StoredPrediction;
      const at = { ts: Math.round(ts), versionId: version_id, slices: stored.x ?? [] };
      changes.add(at, { isNull: isNullOutput(stored), feedback: valuesOf(known.get(key)) }, 1);
    }
  }
  await client.query(CLOSE_PREDICTIONS);
  await changes.write(client);
}
