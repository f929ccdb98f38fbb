import type { Pool } from "pg";
import { type Basis, basisById } from "./basis.ts";
import { type Kinds, kindNamed } from "./kinds.ts";
import { findKept, keep, keyOf } from "./store.ts";

/** Which analysis of which model. */
export interface Execution {
  modelId: number;
  kind: string;
  params: unknown;
}

/** The model's configuration changes while an analysis runs: it starts again, so often. */
const ATTEMPTS = 3;

/**
 * Computes an answer and keeps it, unless it is there already. Answers with it; null when the model was deleted. The time that the data are
 * said to be of is read before them, so that what is counted meanwhile makes the answer old.
 */
export async function execute(pool: Pool, { modelId, kind: name, params }: Execution, kinds?: Kinds): Promise<{ answer: unknown } | null> {
  const kind = await kindNamed(name, kinds);
  for (let attempt = 1; ; attempt++) {
    const basis = await basisById(pool, modelId);
    if (!basis) return null;
    const key = keyOf(kind, params, basis);
    const kept = await findKept(pool, kind, key, basis);
    if (kept && kept.dataAt >= basis.dataAt) return { answer: kept.answer };
    const started = performance.now();
    const context = { pool, db: pool, projectId: basis.projectId, now: new Date(), model: basis.model };
    const answer = await kind.run(context, params);
    const took = performance.now() - started;
    if (!(await stillHolds(pool, basis)) && attempt < ATTEMPTS) continue;
    await keep(pool, kind, key, basis, answer, took);
    return { answer };
  }
}

/** The model that was read is the one that was named. */
async function stillHolds(pool: Pool, before: Basis): Promise<boolean> {
  const now = await basisById(pool, before.modelId);
  return now !== null && now.generation === before.generation && now.referenceId === before.referenceId && now.columns === before.columns;
}
