import type { Pool } from "pg";
import type { Role } from "#core/columns/column.ts";
import { createPerformanceCounter } from "#core/performance/accumulate.ts";
import { inferSpec, type Observed } from "#core/performance/infer-spec.ts";
import { encodePerformance } from "#core/performance/packed.ts";
import type { PerformanceSpec } from "#core/performance/types.ts";
import { type ReferenceRows, readReferenceRows } from "../references/reference-rows.ts";
import { type ReadPrediction, readOutcomes } from "./read-outcomes.ts";
import { inferFromOutcomes, loadWish } from "./spec.ts";
import { SELECT_ROLES } from "./sql/performance.sql.ts";
import { type HeldLabel, observedOf, outcomeOf } from "./stored.ts";

/** Rows of a reference that its task, classes and bins are taken from. */
const OBSERVED = 200_000;

export interface FoundPerformance {
  spec: PerformanceSpec;
  /** Packed, of an uploaded reference with labels; null: it is in the profiles of the reference's time. */
  profile: Buffer | null;
  provisional: boolean;
}

/**
 * How a generation to be will hold labels against predictions: as the uploaded reference says, if its rows have both; else as the labelled
 * predictions of the live generation say. Null: neither does, and the first labels to come will.
 */
export async function findPerformance(
  pool: Pool,
  modelId: number,
  uploaded: ReferenceRows | null,
  tick: () => Promise<void>,
): Promise<FoundPerformance | null> {
  const found = uploaded ? await performanceOfRows(pool, modelId, uploaded, tick) : null;
  if (found) return found;
  const { rows } = await pool.query<{ generation: number }>("SELECT generation FROM model WHERE id = $1", [modelId]);
  const spec = rows[0] ? await inferFromOutcomes(pool, modelId, rows[0].generation) : null;
  return spec && { spec, profile: null, provisional: true };
}

async function performanceOfRows(
  pool: Pool,
  modelId: number,
  source: ReferenceRows,
  tick: () => Promise<void>,
): Promise<FoundPerformance | null> {
  const observed: Observed[] = [];
  for await (const { prediction, label } of labelledRows(pool, modelId, source, tick)) {
    observed.push(observedOf(prediction.stored, label.value));
    if (observed.length === OBSERVED) break;
  }
  const spec = observed.length > 0 ? inferSpec(observed, await loadWish(pool, modelId)) : null;
  if (!spec) return null;
  const counter = createPerformanceCounter(spec);
  for await (const { prediction, label } of labelledRows(pool, modelId, source, tick)) {
    // A row of a file has no delay: its label was always there.
    counter.add({ ...outcomeOf(spec, prediction.ts, prediction.stored, label), delayMs: null });
  }
  return { spec, profile: Buffer.from(encodePerformance(counter.profile())), provisional: false };
}

/** Rows that have a prediction and a label. */
async function* labelledRows(
  pool: Pool,
  modelId: number,
  source: ReferenceRows,
  tick: () => Promise<void>,
): AsyncGenerator<{ prediction: ReadPrediction; label: HeldLabel }> {
  const { rows: roles } = await pool.query<{ name: string; role: Role }>(SELECT_ROLES, [modelId]);
  const roleOf = new Map(roles.map(({ name, role }) => [name, role]));
  for await (const chunk of readReferenceRows(pool, modelId, source)) {
    for (const { segment, rows } of chunk) {
      const { predictions, labels } = readOutcomes({ id: "0", receivedAt: 0, segment, slices: [] }, roleOf, rows);
      const byRow = new Map(labels.map(({ label }) => [label.row, label]));
      for (const prediction of predictions) {
        const label = byRow.get(prediction.row);
        const { p, s, m } = prediction.stored;
        if (label && (p !== undefined || s !== undefined || m !== undefined)) yield { prediction, label };
      }
    }
    await tick();
  }
}
