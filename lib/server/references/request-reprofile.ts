import type { Pool, PoolClient } from "pg";
import { inTransaction } from "#server/db/transaction.ts";
import { lockModel } from "./model-lock.ts";
import type { StartedBuild } from "./set-reference.ts";
import { INSERT_REFERENCE } from "./sql/build.sql.ts";
import { nextGeneration, startBuild, stopBuild } from "./start-build.ts";

/**
 * Counts all stored records again, because columns or slices have changed: the bins are frozen anew from the same reference.
 * Give the client of the transaction that makes the change, or a pool. `reason` ends the sentence "Counting again: ...".
 * A reference that is being built starts over; without a reference the records are counted on provisional bins.
 */
export async function requestReprofile(db: Pool | PoolClient, modelId: number, reason: string): Promise<StartedBuild> {
  return "release" in db ? restart(db, modelId, reason) : inTransaction(db, (client) => restart(client, modelId, reason));
}

async function restart(client: PoolClient, modelId: number, reason: string): Promise<StartedBuild> {
  const model = await lockModel(client, modelId);
  const stopped = await stopBuild(client, model, {
    status: "cancelled",
    error: "started over, because columns or slices were changed",
    keepReference: true,
  });
  const generation = await nextGeneration(client, modelId);
  const job = { kind: "reprofile", title: `Counting ${model.name} again: ${reason}` } as const;
  if (stopped && stopped.reference !== null) {
    // The reference that was being built goes on being built, in another generation.
    await client.query("UPDATE reference SET generation = $2 WHERE id = $1", [stopped.reference, generation]);
    const { reference, source } = stopped;
    return { jobId: await startBuild(client, model, job, { generation, reference, source }), referenceId: reference, generation };
  }
  // A row of its own: were the build cancelled, the reference in force would be untouched.
  const reference = model.reference_id === null ? null : await copyReference(client, modelId, model.reference_id, generation);
  const jobId = await startBuild(client, model, job, { generation, reference, source: model.reference_id });
  return { jobId, referenceId: reference, generation };
}

async function copyReference(client: PoolClient, modelId: number, referenceId: number, generation: number): Promise<number> {
  const { rows } = await client.query<{ kind: string; spec: unknown }>("SELECT kind, spec FROM reference WHERE id = $1", [referenceId]);
  const { kind, spec } = rows[0]!;
  const copied = await client.query<{ id: number }>(INSERT_REFERENCE, [modelId, kind, JSON.stringify(spec), generation]);
  return copied.rows[0]!.id;
}
