import type { Pool } from "pg";
import { inTransaction } from "#server/db/transaction.ts";
import type { LeasedJob } from "../jobs/job.ts";
import { finishJob } from "../jobs/progress.ts";
import { MAX_ATTEMPTS } from "../rollup/sql/queue.sql.ts";
import type { BuildInput } from "./build-input.ts";
import { lockModel } from "./model-lock.ts";
import { REFERENCE_DAY, SELECT_REMAINING } from "./sql/build.sql.ts";

/**
 * Makes the generation that was built the live one, with its reference, in one transaction. False when records came in
 * between that still have to be counted. The old generation is swept away later.
 */
export async function switchGeneration(pool: Pool, job: LeasedJob, modelId: number, input: BuildInput): Promise<boolean> {
  const { generation, reference, source } = input;
  return inTransaction(pool, async (client) => {
    const model = await lockModel(client, modelId);
    const { rows } = await client.query<{ open: number; failed: number }>(SELECT_REMAINING, [modelId, generation, MAX_ATTEMPTS]);
    const { open, failed } = rows[0]!;
    // Nobody stores records while the model is locked: zero stays zero until the switch is there for all to see.
    if (open > 0) return false;
    const message = failed === 0 ? "Done" : `Done, but ${failed} segments could not be counted`;
    await finishJob(client, job, { message });
    if (model.building_generation !== generation) throw new Error(`the model builds ${model.building_generation}, not ${generation}`);
    await client.query(
      "UPDATE model SET generation = $2, building_generation = NULL, reference_id = coalesce($3, reference_id) WHERE id = $1",
      [modelId, generation, reference],
    );
    if (reference !== null) {
      await client.query("UPDATE reference SET status = 'ready', ready_at = now() WHERE id = $1", [reference]);
      if (model.reference_id !== null && model.reference_id !== reference) {
        await client.query("UPDATE reference SET status = 'replaced' WHERE id = $1", [model.reference_id]);
      }
      if (source !== null && source !== reference) {
        // The uploaded rows now belong to the reference that was made from them.
        await client.query(
          `UPDATE segment SET reference_id = $3 WHERE model_id = $1 AND max_day = '${REFERENCE_DAY}' AND reference_id = $2`,
          [modelId, source, reference],
        );
      }
    }
    return true;
  });
}
