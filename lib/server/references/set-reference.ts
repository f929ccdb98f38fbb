import type { Pool, PoolClient } from "pg";
import type { ReferenceSpec } from "#core/contracts/models.ts";
import { referenceLabel } from "#core/references/spec.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { Problem } from "#server/http/problem.ts";
import { type LockedModel, lockModel } from "./model-lock.ts";
import { INSERT_REFERENCE } from "./sql/build.sql.ts";
import { nextGeneration, startBuild, stopBuild } from "./start-build.ts";

export interface StartedBuild {
  jobId: number;
  /** Null: the model has no reference. */
  referenceId: number | null;
  generation: number;
}

/**
 * Sets what the model is compared with: a window, a version, a moving window or the window one period earlier. A job reads it,
 * freezes its bins and counts the stored records on them; until then the old reference stays in force. A build that is still
 * going on is replaced. (Uploads: uploadReference.)
 */
export async function setReference(pool: Pool, modelId: number, spec: Exclude<ReferenceSpec, { kind: "upload" }>): Promise<StartedBuild> {
  return inTransaction(pool, async (client) => {
    const model = await lockModel(client, modelId);
    if (spec.kind === "version" || spec.kind === "window") await checkVersion(client, modelId, spec.version);
    return beginReference(client, model, spec);
  });
}

/** Writes the reference and its job, in place of a build in progress. The model is locked. */
export async function beginReference(client: PoolClient, model: LockedModel, spec: ReferenceSpec): Promise<StartedBuild> {
  await stopBuild(client, model, { status: "cancelled", error: "replaced by another reference" });
  const generation = await nextGeneration(client, model.id);
  const { rows } = await client.query<{ id: number }>(INSERT_REFERENCE, [model.id, spec.kind, JSON.stringify(spec), generation]);
  const referenceId = rows[0]!.id;
  const title = `Reference of ${model.name}: ${referenceLabel(spec)}`;
  const jobId = await startBuild(client, model, { kind: "reference", title }, { generation, reference: referenceId, source: referenceId });
  return { jobId, referenceId, generation };
}

async function checkVersion(client: PoolClient, modelId: number, version: string | null): Promise<void> {
  if (version === null) return;
  const { rows } = await client.query<{ name: string }>("SELECT name FROM model_version WHERE model_id = $1 ORDER BY id", [modelId]);
  if (rows.some(({ name }) => name === version)) return;
  const names = rows.map(({ name }) => JSON.stringify(name)).join(", ");
  throw new Problem({
    status: 422,
    code: "unknown_version",
    detail: `The model has no version ${JSON.stringify(version)}; there are: ${names || "none yet"}.`,
  });
}
