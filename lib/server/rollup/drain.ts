import type { Pool } from "pg";
import { BATCH_LIMITS, type BatchResult, type Failure, type RollupOptions, rollUpBatch } from "./batch.ts";
import { BatchGivenUp } from "./breathe.ts";
import type { ClaimedSegment } from "./claim.ts";
import { isOfBatch, isOfRecords, Pace } from "./pace.ts";
import { MARK_FAILED, SELECT_TARGETS } from "./sql/queue.sql.ts";

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

export interface RoundOptions extends RollupOptions {
  /** A batch failed as a whole: it is told, and tried again in a later round. Without it the first such error is thrown at the end of the round. */
  onError?: (error: unknown, target: { modelId: number; generation: number }) => void;
}

/** What each process has learnt about the sizes of batches. */
const paces = new WeakMap<Pool, Pace>();

/**
 * One batch for each generation that has something to count: every model gets its turn however much another one has
 * waiting, or whatever is wrong with it, and live generations come before those that are being built.
 */
export async function rollUpRound(pool: Pool, options: RoundOptions = {}): Promise<RoundResult> {
  const { rows: targets } = await pool.query<Target>(SELECT_TARGETS);
  const round: RoundResult = { batches: 0, segments: 0, records: 0, failures: [] };
  const errors: unknown[] = [];
  const onError = options.onError ?? ((error: unknown) => errors.push(error));
  const pace = options.onError ? paceOf(pool) : new Pace();
  const { maxSegments } = { ...BATCH_LIMITS, ...options };
  for (const { model_id, generation } of targets) {
    if (options.stop?.()) break;
    const name = `${model_id} ${generation}`;
    let claimed: readonly ClaimedSegment[] = [];
    const onClaim = (segments: readonly ClaimedSegment[]) => {
      claimed = segments;
    };
    try {
      const batch = await rollUpBatch(pool, model_id, generation, { ...options, maxSegments: pace.segments(name, maxSegments), onClaim });
      add(round, batch);
      if (batch && batch.segments > 0) pace.succeeded(name, maxSegments);
    } catch (error) {
      if (error instanceof BatchGivenUp) break;
      if (isOfBatch(error)) pace.failed(name, claimed.length);
      onError(error, { modelId: model_id, generation });
      const [segment] = claimed;
      if (options.onError && segment && claimed.length === 1 && isOfRecords(error) && pace.mayBlame(name))
        round.failures.push(await markFailed(pool, model_id, generation, segment, error));
    }
  }
  if (errors.length > 0) throw errors[0];
  return round;
}

function paceOf(pool: Pool): Pace {
  const pace = paces.get(pool) ?? new Pace();
  paces.set(pool, pace);
  return pace;
}

/** A segment that fails by itself, wherever in the batch that is, is marked like one that cannot be read: after some attempts it is left alone, for people to see. */
async function markFailed(
  pool: Pool,
  modelId: number,
  generation: number,
  { id, attempts }: ClaimedSegment,
  error: unknown,
): Promise<Failure> {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 2_000);
  await pool.query(MARK_FAILED, [modelId, generation, id, message]);
  return { modelId, generation, segmentId: id, attempts: attempts + 1, error: message };
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
