import type { PoolClient } from "pg";
import type { Role } from "#core/columns/column.ts";
import type { PerformanceSpec } from "#core/performance/types.ts";
import { int8Array, textArray } from "../ingest/pg-arrays.ts";
import type { Breathe } from "../rollup/breathe.ts";
import type { Prepared } from "../rollup/prepare.ts";
import { LOCK_PROFILES } from "../rollup/sql/profiles.sql.ts";
import { versionIds } from "../rollup/versions.ts";
import { countAll } from "./count-all.ts";
import { earlierPredictions } from "./earlier.ts";
import type { OutcomeKey } from "./keys.ts";
import { inLabelOrder, type LabelledOutcome, labelledBy } from "./labelled.ts";
import { type LabelRow, labelOf, labelsOf, writeLabels } from "./labels.ts";
import { type ReadPrediction, readOutcomes } from "./read-outcomes.ts";
import { inferFromOutcomes, insertSpec, loadSpec } from "./spec.ts";
import { BY_INDEX, HAS_LABELS, INSERT_OUTCOMES, SELECT_OWN } from "./sql/outcomes.sql.ts";
import { SELECT_ROLES } from "./sql/performance.sql.ts";
import { type HeldLabel, holds, outcomeOf, type StoredPrediction } from "./stored.ts";
import { type Change, writeChanges } from "./write-performance.ts";

export type { LabelledOutcome } from "./labelled.ts";

export interface Target {
  modelId: number;
  generation: number;
  /** The data base's time, ms since the epoch: decides which resolutions are written. */
  now: number;
  breathe: Breathe;
}

/** A prediction that was counted for the first time. */
export interface JoinedPrediction {
  /** Of its id, as in the table `outcome`. */
  key: string;
  /** UTC day of its time. */
  day: string;
  /** ms since the epoch */
  ts: number;
  versionId: number;
  stored: StoredPrediction;
}

/** What a batch has brought together. */
export interface Joined {
  /** Null: none is frozen yet, or there was nothing to hold against it. */
  spec: PerformanceSpec | null;
  /** Counted for the first time, labelled or not. */
  predictions: JoinedPrediction[];
  /** Those whose usable label became known, where there was none before: in label order. */
  labelled: LabelledOutcome[];
}

/** Rows looked at between two breaths. */
const STEP = 1_000;

interface KeyedPrediction extends ReadPrediction {
  key: string;
  day: string;
}

/**
 * Joins the predictions and labels of a batch with each other and with all that were counted before, and adds what changes to the
 * performance profiles. A prediction is counted once when it comes, with its label if that is here; when a label comes, or is replaced, its
 * predictions are taken out of their buckets as they were counted and put back as they are now. Runs in the batch's transaction, and under
 * the lock on the generation's profiles, so that a prediction and its label never miss each other in two workers; whoever comes after it in the
 * transaction has that lock, too.
 */
export async function joinOutcomes(client: PoolClient, target: Target, prepared: readonly Prepared[], keyOf: OutcomeKey): Promise<Joined> {
  const { modelId, generation } = target;
  const { rows: roles } = await client.query<{ name: string; role: Role }>(SELECT_ROLES, [modelId]);
  const roleOf = new Map(roles.map(({ name, role }) => [name, role]));
  const arrived: KeyedPrediction[] = [];
  const brought = new Map<string, HeldLabel>();
  for (const segment of prepared) {
    await target.breathe();
    const { predictions, labels } = readOutcomes(segment, roleOf);
    for (const prediction of predictions) arrived.push(keyed(prediction, keyOf));
    for (const { id, label } of labels) {
      const key = keyOf(id);
      const before = brought.get(key);
      brought.set(key, before ? holds(before, label) : label);
    }
  }
  if (prepared.length > 0) await client.query(LOCK_PROFILES, [modelId, generation]);
  await client.query(BY_INDEX);
  if (arrived.length === 0 && brought.size === 0) return { spec: null, predictions: [], labelled: [] };
  const versions = await versionIds(client, modelId, new Set(arrived.map(({ version }) => version)));

  const inserted = await insertPredictions(client, target, arrived, versions);
  const predictions = inserted.map(({ key, day, ts, version, stored }) => ({ key, day, ts, versionId: versions.get(version)!, stored }));
  const known = await knownLabels(client, target, [...predictions.map(({ key }) => key), ...brought.keys()]);
  const changed = new Map<string, { before: HeldLabel | null; after: HeldLabel }>();
  for (const [key, label] of brought) {
    const before = known.get(key) ?? null;
    const after = before === null ? label : holds(before, label);
    if (after !== before) changed.set(key, { before, after });
  }
  const loaded = await loadSpec(client, modelId, generation);
  if (!loaded) {
    await writeLabels(client, target, changed);
    if (brought.size === 0 && known.size === 0) return { spec: null, predictions, labelled: [] };
    const spec = await inferFromOutcomes(client, modelId, generation);
    if (!spec) return { spec, predictions, labelled: [] };
    await insertSpec(client, modelId, generation, spec, true);
    // Nothing was counted so far, for want of classes or bins. Now all of it is, this batch's among it.
    return { spec, predictions, labelled: await countAll(client, target, spec) };
  }
  const { spec } = loaded;
  const labelled: LabelledOutcome[] = [];
  const changes: Change[] = [];
  const add = (change: Change, label: HeldLabel | null) => {
    changes.push(change);
    const found = labelledBy(spec, change, label);
    if (found) labelled.push(found);
  };
  for (const [n, { key, ts, versionId, stored }] of predictions.entries()) {
    if (n % STEP === 0) await target.breathe();
    const label = changed.get(key)?.after ?? known.get(key) ?? null;
    add({ ts, versionId, slices: stored.x ?? [], before: null, after: outcomeOf(spec, ts, stored, label) }, label);
  }
  const shared = oneOfEach();
  const own = new Set(predictions.map(({ key, day }) => `${key} ${day}`));
  const earlier = await earlierPredictions(client, target, [...changed.keys()]);
  // The data base writes the labels while their predictions are looked at.
  const writing = writeLabels(client, target, changed);
  writing.catch(() => {});
  // Taken off the list, so that no row is kept beside what is made of it.
  for (let row = earlier.pop(); row; row = earlier.pop()) {
    if (earlier.length % STEP === 0) await target.breathe("quiet");
    const change = changed.get(row.key);
    if (!change || (own.size > 0 && own.has(`${row.key} ${row.day}`))) continue;
    const stored = JSON.parse(row.payload) as StoredPrediction;
    const slices = stored.x?.map(shared) ?? [];
    const ts = Math.round(row.ts);
    const [before, after] = [outcomeOf(spec, ts, stored, change.before), outcomeOf(spec, ts, stored, change.after)];
    add({ ts, versionId: row.version_id, slices, before, after }, change.after);
  }
  await writing;
  await writeChanges(client, target, spec, changes);
  return { spec, predictions, labelled: inLabelOrder(labelled) };
}

function keyed(prediction: ReadPrediction, keyOf: OutcomeKey): KeyedPrediction {
  return { ...prediction, key: keyOf(prediction.id), day: new Date(prediction.ts).toISOString().slice(0, 10) };
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

/** The names of slices are the same few in every row, and each row comes with its own copies of them. */
function oneOfEach(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found === undefined) known.set(text, text);
    return found ?? text;
  };
}

async function knownLabels(client: PoolClient, { modelId, generation }: Target, keys: string[]): Promise<Map<string, HeldLabel>> {
  const { rows: any } = await client.query<{ found: boolean }>(HAS_LABELS, [modelId, generation]);
  if (!any[0]!.found) return new Map();
  const rows: LabelRow[] = await labelsOf(client, modelId, generation, [...new Set(keys)]);
  return new Map(rows.map((row) => [row.label_key, labelOf(row)]));
}
