import type { Pool } from "pg";
import type { Role } from "#core/columns/column.ts";
import type { ReferenceSpec } from "#core/contracts/models.ts";
import { createPerformanceCounter } from "#core/performance/accumulate.ts";
import { inferSpec, type Observed } from "#core/performance/infer-spec.ts";
import { encodePerformance } from "#core/performance/packed.ts";
import { MAX_CLASSES, multiclassSpec } from "#core/performance/spec.ts";
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
 * How a generation to be will hold labels against predictions: as the reference's labels say, be they in the uploaded rows or have they
 * come for the predictions of its time; else, provisionally, as all labelled predictions of the live generation say. Null: nobody does, and
 * the first labels to come will.
 */
export async function findPerformance(
  pool: Pool,
  modelId: number,
  reference: { kind: ReferenceSpec["kind"]; source: ReferenceRows } | null,
  tick: () => Promise<void>,
): Promise<FoundPerformance | null> {
  const { rows } = await pool.query<{ generation: number }>("SELECT generation FROM model WHERE id = $1", [modelId]);
  const live = rows[0]?.generation;
  const all = live === undefined ? null : await inferFromOutcomes(pool, modelId, live);
  await tick();
  if (reference?.kind === "upload") {
    const found = await performanceOfRows(pool, modelId, reference.source, all, tick);
    if (found) return found;
  } else if (reference?.source.filter && live !== undefined) {
    // Records that are not counted yet are in no outcome: their own labels are in their rows.
    const spec =
      (await inferFromOutcomes(pool, modelId, live, reference.source.filter)) ?? (await specOfRows(pool, modelId, reference.source, tick));
    if (spec) return { spec: withLaterClasses(spec, all), profile: null, provisional: false };
  }
  return all && { spec: all, profile: null, provisional: true };
}

/** Classes that came after the reference are told apart as well; two classes stay two, for what a third one means a person must say. */
function withLaterClasses(spec: PerformanceSpec, all: PerformanceSpec | null): PerformanceSpec {
  if (spec.task !== "multiclass" || !all || !("classes" in all)) return spec;
  return multiclassSpec([...new Set([...spec.classes, ...all.classes])].slice(0, MAX_CLASSES));
}

/** What the rows' own labels say; null without any. */
async function specOfRows(pool: Pool, modelId: number, source: ReferenceRows, tick: () => Promise<void>): Promise<PerformanceSpec | null> {
  const observed: Observed[] = [];
  for await (const { prediction, label } of labelledRows(pool, modelId, source, tick)) {
    observed.push(observedOf(prediction.stored, label.value));
    if (observed.length === OBSERVED) break;
  }
  return observed.length > 0 ? inferSpec(observed, await loadWish(pool, modelId)) : null;
}

async function performanceOfRows(
  pool: Pool,
  modelId: number,
  source: ReferenceRows,
  all: PerformanceSpec | null,
  tick: () => Promise<void>,
): Promise<FoundPerformance | null> {
  const own = await specOfRows(pool, modelId, source, tick);
  if (!own) return null;
  const spec = withLaterClasses(own, all);
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
      const byRow = new Map(labels.map(({ row, label }) => [row, label]));
      for (const prediction of predictions) {
        const label = byRow.get(prediction.row);
        const { p, s, m } = prediction.stored;
        if (label && (p !== undefined || s !== undefined || m !== undefined)) yield { prediction, label };
      }
    }
    await tick();
  }
}
