import type { Pool } from "pg";
import { VERDICT_VERSION } from "../queries/verdict-version.ts";
import type { Executor } from "./run.ts";

/** Once a minute a model at most. */
const PAUSE = "1 minute";
/** While records keep waiting to be counted, an answer would be old at once: it is made all the same after so long. */
const UNSETTLED = "5 minutes";
/** A model whose verdict cannot be made is left alone for so long. */
const FAILED_MS = 5 * 60_000;

/**
 * A model with a reference whose standing verdict is missing, rests on older data or on another reference, or was made by another version, and whose
 * records are all counted: the one that has waited longest. A verdict of today's version goes before a newer one of another, as a downgrade leaves
 * them: it is not made again while it holds. $1 models to leave out, $2 today's version.
 */
const SELECT_DUE = `
SELECT m.id FROM model m
JOIN reference r ON r.id = m.reference_id
CROSS JOIN LATERAL (SELECT greatest(
  (SELECT max(updated_at) FROM profile WHERE model_id = m.id AND generation = m.generation AND resolution = 2 AND slice = ''),
  (SELECT max(updated_at) FROM performance_profile WHERE model_id = m.id AND generation = m.generation AND resolution = 2 AND slice = '')
  ) AS at) counted
LEFT JOIN LATERAL (SELECT data_at, computed_at, result->'version' AS version FROM analysis
  WHERE model_id = m.id AND generation = m.generation AND kind = 'standing_verdict'
  ORDER BY result->'version' IS NOT DISTINCT FROM to_jsonb($2::int) DESC, computed_at DESC LIMIT 1) a ON true
WHERE m.deleted_at IS NULL AND m.id <> ALL($1::int[])
  AND (a.data_at IS NULL OR counted.at > a.data_at OR r.ready_at > a.computed_at OR a.version IS DISTINCT FROM to_jsonb($2::int))
  AND (a.computed_at IS NULL OR a.computed_at < now() - interval '${PAUSE}')
  AND counted.at IS NOT NULL
  AND (coalesce(a.computed_at, m.created_at) < now() - interval '${UNSETTLED}'
    OR NOT EXISTS (SELECT FROM rollup_queue q WHERE q.model_id = m.id AND q.generation = m.generation AND q.error IS NULL))
ORDER BY a.computed_at NULLS FIRST, m.id LIMIT 1`;

/** The verdict on every model's default window, kept up to date behind what people ask for: one for each process. */
export class StandingVerdicts {
  private readonly pool: Pool;
  private readonly executor: Executor;
  private readonly failed = new Map<number, number>();

  constructor(pool: Pool, executor: Executor) {
    this.pool = pool;
    this.executor = executor;
  }

  /** Makes the one that is due, if any. Answers its model's id. Throws what went wrong, and leaves that model alone for a while. */
  async runNext(): Promise<number | null> {
    const now = performance.now();
    for (const [model, until] of this.failed) if (until < now) this.failed.delete(model);
    // Held by the connection: another worker takes another model, and a killed one lets go.
    const client = await this.pool.connect();
    let model: number | undefined;
    try {
      model = (await client.query<{ id: number }>(SELECT_DUE, [[...this.failed.keys()], VERDICT_VERSION])).rows[0]?.id;
      if (model === undefined) return null;
      const { rows } = await client.query<{ mine: boolean }>(
        "SELECT pg_try_advisory_lock(hashtextextended('standing verdict', $1)) AS mine",
        [model],
      );
      if (!rows[0]!.mine) return null;
      try {
        await this.executor({ modelId: model, kind: "standing_verdict", params: {} });
        return model;
      } finally {
        await client.query("SELECT pg_advisory_unlock(hashtextextended('standing verdict', $1))", [model]);
      }
    } catch (error) {
      if (model !== undefined) this.failed.set(model, now + FAILED_MS);
      throw error;
    } finally {
      client.release();
    }
  }
}
