import type { PoolClient } from "pg";
import { createJob } from "../jobs/create.ts";
import { type BuildInput, buildInputOf } from "./build-input.ts";
import type { LockedModel } from "./model-lock.ts";
import { END_JOB, NEXT_GENERATION, SELECT_ACTIVE_BUILD } from "./sql/build.sql.ts";

export async function nextGeneration(client: PoolClient, modelId: number): Promise<number> {
  const { rows } = await client.query<{ generation: number }>(NEXT_GENERATION, [modelId]);
  return rows[0]!.generation;
}

/**
 * Ends the model's build in progress, if there is one; the live generation stays as it is. What the build has written is
 * swept away later. Answers the input of the build that was ended. The model is locked.
 */
export async function stopBuild(
  client: PoolClient,
  model: LockedModel,
  end: { status: "cancelled" | "failed"; error: string | null; keepReference?: boolean },
): Promise<BuildInput | null> {
  const { rows } = await client.query<{ id: number; input: Record<string, unknown> }>(SELECT_ACTIVE_BUILD, [model.id]);
  let stopped: BuildInput | null = null;
  for (const { id, input } of rows) {
    await client.query(END_JOB, [id, end.status, end.error]);
    stopped = buildInputOf(input);
    if (stopped.reference !== null && !end.keepReference) {
      await client.query("UPDATE reference SET status = 'failed' WHERE id = $1 AND status = 'building'", [stopped.reference]);
    }
  }
  if (model.building_generation !== null) await client.query("UPDATE model SET building_generation = NULL WHERE id = $1", [model.id]);
  return stopped;
}

/** Puts the job that builds a generation in the queue; answers its id. The model is locked and has no other build. */
export async function startBuild(
  client: PoolClient,
  model: LockedModel,
  job: { kind: "reference" | "reprofile"; title: string },
  input: Omit<BuildInput, "phase" | "streamed">,
): Promise<number> {
  return createJob(client, {
    projectId: model.project_id,
    modelId: model.id,
    kind: job.kind,
    title: job.title,
    message: "Waiting for a worker",
    input: { ...input, phase: "collect" },
  });
}
