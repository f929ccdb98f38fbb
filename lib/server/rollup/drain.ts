import type { Pool } from "pg";
import { type BatchResult, type Failure, type RollupOptions, rollUpBatch } from "./batch.ts";
import { SELECT_TARGETS } from "./sql/queue.sql.ts";

export interface RoundResult {
  batches: number;
  segments: number;
  records: number;
  failures: Failure[];
}

interface Target {
  model_id: number;
  generation: number;
}

/**
 * One batch for each generation that has something to count: every model gets its turn however much another one has
 * waiting, and live generations come before those that are being built.
 */
export async function rollUpRound(pool: Pool, options: RollupOptions & { stop?: () => boolean } = {}): Promise<RoundResult> {
  const { rows: targets } = await pool.query<Target>(SELECT_TARGETS);
  const round: RoundResult = { batches: 0, segments: 0, records: 0, failures: [] };
  for (const { model_id, generation } of targets) {
    if (options.stop?.()) break;
    add(round, await rollUpBatch(pool, model_id, generation, options));
  }
  return round;
}

/** Counts until nothing is left to claim; what other workers hold is theirs. */
export async function drainRollup(pool: Pool, options: RollupOptions = {}): Promise<RoundResult> {
  const total: RoundResult = { batches: 0, segments: 0, records: 0, failures: [] };
  for (;;) {
    const round = await rollUpRound(pool, options);
    if (round.batches === 0) return total;
    total.batches += round.batches;
    total.segments += round.segments;
    total.records += round.records;
    total.failures.push(...round.failures);
  }
}

function add(round: RoundResult, batch: BatchResult | null): void {
  if (!batch) return;
  round.batches++;
  round.segments += batch.segments;
  round.records += batch.records;
  round.failures.push(...batch.failures);
}
