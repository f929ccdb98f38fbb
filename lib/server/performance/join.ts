import type { PoolClient } from "pg";
import type { Role } from "#core/columns/column.ts";
import { int8Array, textArray } from "../ingest/pg-arrays.ts";
import type { Prepared } from "../rollup/prepare.ts";
import { LOCK_PROFILES } from "../rollup/sql/profiles.sql.ts";
import { versionIds } from "../rollup/versions.ts";
import { countAll } from "./count-all.ts";
import type { OutcomeKey } from "./keys.ts";
import { type LabelRow, labelOf, labelsOf, upsertLabels } from "./labels.ts";
import { type ReadLabel, type ReadPrediction, readOutcomes } from "./read-outcomes.ts";
import { inferFromOutcomes, insertSpec, loadSpec } from "./spec.ts";
import { HAS_LABELS, INSERT_OUTCOMES, SELECT_OUTCOMES, SELECT_OWN } from "./sql/outcomes.sql.ts";
import { SELECT_ROLES } from "./sql/performance.sql.ts";
import { type HeldLabel, holds, outcomeOf, type StoredPrediction } from "./stored.ts";
import { type Change, writeChanges } from "./write-performance.ts";

export interface Target {
  modelId: number;
  generation: number;
  /** The data base's time, ms since the epoch: decides which resolutions are written. */
  now: number;
}

interface KeyedPrediction extends ReadPrediction {
  key: string;
  day: string;
}

/**
 * Joins the predictions and labels of a batch with each other and with all that were counted before, and adds what changes to the
 * performance profiles. A prediction is counted once when it comes, with its label if that is here; when a label comes, or is replaced, its
 * predictions are taken out of their buckets as they were counted and put back as they are now. Runs in the batch's transaction, and under
 * the lock on the generation's profiles, so that a prediction and its label never miss each other in two workers.
 */
export async function joinOutcomes(client: PoolClient, target: Target, prepared: readonly Prepared[], keyOf: OutcomeKey): Promise<void> {
  const { modelId, generation } = target;
  const { rows: roles } = await client.query<{ name: string; role: Role }>(SELECT_ROLES, [modelId]);
  const roleOf = new Map(roles.map(({ name, role }) => [name, role]));
  const read = prepared.map((segment) => readOutcomes(segment, roleOf));
  const arrived = keyed(
    read.flatMap(({ predictions }) => predictions),
    keyOf,
  );
  const brought = newest(
    read.flatMap(({ labels }) => labels),
    keyOf,
  );
  if (arrived.length === 0 && brought.size === 0) return;
  const versions = await versionIds(client, modelId, new Set(arrived.map(({ version }) => version)));
  await client.query(LOCK_PROFILES, [modelId, generation]);

  const predictions = await insertPredictions(client, target, arrived, versions);
  const known = await knownLabels(client, target, [...predictions.map(({ key }) => key), ...brought.keys()]);
  const changed = new Map<string, { before: HeldLabel | null; after: HeldLabel }>();
  for (const [key, label] of brought) {
    const before = known.get(key) ?? null;
    const after = before === null ? label : holds(before, label);
    if (after !== before) changed.set(key, { before, after });
  }
  await upsertLabels(
    client,
    target,
    [...changed].map(([key, { after }]) => [key, after]),
  );

  const loaded = await loadSpec(client, modelId, generation);
  if (!loaded) {
    if (brought.size === 0 && known.size === 0) return;
    const spec = await inferFromOutcomes(client, modelId, generation);
    if (!spec) return;
    await insertSpec(client, modelId, generation, spec, true);
    // Nothing was counted so far, for want of classes or bins. Now all of it is, this batch's among it.
    return countAll(client, target, spec);
  }
  const { spec } = loaded;
  const changes = predictions.map(({ key, ts, version, stored }): Change => {
    const label = changed.get(key)?.after ?? known.get(key) ?? null;
    return { ts, versionId: versions.get(version)!, slices: stored.x ?? [], before: null, after: outcomeOf(spec, ts, stored, label) };
  });
  const own = new Set(predictions.map(({ key, day }) => `${key} ${day}`));
  for (const row of await earlierPredictions(client, target, [...changed.keys()])) {
    const change = changed.get(row.key);
    if (!change || own.has(`${row.key} ${row.day}`)) continue;
    const stored = JSON.parse(row.payload) as StoredPrediction;
    const ts = Math.round(row.ts);
    changes.push({
      ts,
      versionId: row.version_id,
      slices: stored.x ?? [],
      before: outcomeOf(spec, ts, stored, change.before),
      after: outcomeOf(spec, ts, stored, change.after),
    });
  }
  await writeChanges(client, target, spec, changes);
}

function keyed(predictions: readonly ReadPrediction[], keyOf: OutcomeKey): KeyedPrediction[] {
  return predictions.map((prediction) => ({
    ...prediction,
    key: keyOf(prediction.id),
    day: new Date(prediction.ts).toISOString().slice(0, 10),
  }));
}

function newest(labels: readonly ReadLabel[], keyOf: OutcomeKey): Map<string, HeldLabel> {
  const found = new Map<string, HeldLabel>();
  for (const { id, label } of labels) {
    const key = keyOf(id);
    const before = found.get(key);
    found.set(key, before ? holds(before, label) : label);
  }
  return found;
}

/** Writes predictions, and answers those that were not there. */
async function insertPredictions(
  client: PoolClient,
  { modelId, generation }: Target,
  predictions: KeyedPrediction[],
  versions: ReadonlyMap<string, number>,
): Promise<KeyedPrediction[]> {
  if (predictions.length === 0) return [];
  const keys = [modelId, generation, textArray(predictions.map(({ key }) => key)), textArray(predictions.map(({ day }) => day))];
  const { rowCount } = await client.query(INSERT_OUTCOMES, [
    ...keys,
    int8Array(predictions.map(({ ts }) => ts)),
    int8Array(predictions.map(({ version }) => versions.get(version)!)),
    // JSON has no line breaks of its own.
    predictions.map(({ stored }) => JSON.stringify(stored)).join("\n"),
  ]);
  if (rowCount === predictions.length) return predictions;
  // Ingest lets an id through once a day, so this is for data that were changed by hand: each is still counted once.
  const { rows } = await client.query<{ key: string; day: string }>(SELECT_OWN, keys);
  const own = new Set(rows.map(({ key, day }) => `${key} ${day}`));
  return predictions.filter(({ key, day }) => own.delete(`${key} ${day}`));
}

async function knownLabels(client: PoolClient, { modelId, generation }: Target, keys: string[]): Promise<Map<string, HeldLabel>> {
  const { rows: any } = await client.query<{ found: boolean }>(HAS_LABELS, [modelId, generation]);
  if (!any[0]!.found) return new Map();
  const rows: LabelRow[] = await labelsOf(client, modelId, generation, [...new Set(keys)]);
  return new Map(rows.map((row) => [row.label_key, labelOf(row)]));
}

interface OutcomeRow {
  key: string;
  day: string;
  ts: number;
  version_id: number;
  payload: string;
}

async function earlierPredictions(client: PoolClient, { modelId, generation }: Target, keys: string[]): Promise<OutcomeRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await client.query<OutcomeRow>(SELECT_OUTCOMES, [modelId, generation, textArray(keys)]);
  return rows;
}
