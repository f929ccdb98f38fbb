import type { PoolClient } from "pg";
import { earlierPredictions } from "../performance/earlier.ts";
import type { JoinedPrediction, Target } from "../performance/join.ts";
import type { OutcomeKey } from "../performance/keys.ts";
import type { StoredPrediction } from "../performance/stored.ts";
import type { Prepared } from "../rollup/prepare.ts";
import { LOCK_PROFILES } from "../rollup/sql/profiles.sql.ts";
import { countAllOutputs } from "./count-all.ts";
import { type FeedbackOfId, type HeldFeedback, heldFeedback, isLater, upsertFeedback, valuesOf } from "./held.ts";
import { isNullOutput } from "./null-output.ts";
import { type ColumnRole, readFeedback } from "./read.ts";
import { HAS_OUTPUTS, SELECT_FEEDBACK_ROLES } from "./sql/feedback.sql.ts";
import { OutputChanges } from "./write.ts";

/** Predictions looked at between two breaths. */
const STEP = 1_000;

/**
 * Joins the feedback of a batch with its predictions, of the batch or of any earlier one, and adds what changes to the output profiles. A
 * prediction is counted once when it comes, with the feedback that is here by then; when feedback comes, is replaced or taken back, its
 * predictions are taken out of their buckets as they were counted and put back as they are now. Runs in the batch's transaction after
 * `joinOutcomes`, whose new predictions it is given. A batch without predictions and feedback costs one query.
 */
export async function joinFeedback(
  client: PoolClient,
  target: Target,
  prepared: readonly Prepared[],
  predictions: readonly JoinedPrediction[],
  keyOf: OutcomeKey,
): Promise<void> {
  const { modelId, generation } = target;
  const brought = await readBatch(client, target, prepared, keyOf);
  if (predictions.length === 0 && brought.size === 0) return;
  await client.query(LOCK_PROFILES, [modelId, generation]);
  const known = await heldFeedback(client, target, [...predictions.map(({ key }) => key), ...brought.keys()]);
  const before = new Map<string, FeedbackOfId>();
  const written: { key: string; name: string; held: HeldFeedback }[] = [];
  let looked = 0;
  for (const [key, columns] of brought) {
    if (looked++ % STEP === 0) await target.breathe();
    const own = known.get(key);
    const after = new Map(own);
    const later = [...columns].filter(([name, held]) => !own?.has(name) || isLater(held, own.get(name)!));
    if (later.length === 0) continue;
    for (const [name, held] of later) {
      after.set(name, held);
      written.push({ key, name, held });
    }
    before.set(key, own ?? new Map());
    known.set(key, after);
  }
  await upsertFeedback(client, target, written);

  // Nothing was counted so far: the first predictions of a generation, or one that was counted before there were output profiles.
  const { rows: any } = await client.query<{ found: boolean }>(HAS_OUTPUTS, [modelId, generation]);
  if (!any[0]!.found) return countAllOutputs(client, target);

  const changes = new OutputChanges(target);
  for (const [n, { key, ts, versionId, stored }] of predictions.entries()) {
    if (n % STEP === 0) await target.breathe();
    const at = { ts, versionId, slices: stored.x ?? [] };
    changes.add(at, { isNull: isNullOutput(stored), feedback: valuesOf(known.get(key)) }, 1);
  }
  const own = new Set(before.size === 0 ? [] : predictions.map(({ key, day }) => `${key} ${day}`));
  const earlier = await earlierPredictions(client, target, [...before.keys()]);
  // Taken off the list, so that no row is kept beside what is made of it.
  for (let row = earlier.pop(); row; row = earlier.pop()) {
    if (earlier.length % STEP === 0) await target.breathe();
    const { key, day, ts, version_id, payload } = row;
    if (own.has(`${key} ${day}`)) continue;
    const stored = JSON.parse(payload) as StoredPrediction;
    const at = { ts: Math.round(ts), versionId: version_id, slices: stored.x ?? [] };
    const isNull = isNullOutput(stored);
    changes.add(at, { isNull, feedback: valuesOf(before.get(key)) }, -1);
    changes.add(at, { isNull, feedback: valuesOf(known.get(key)) }, 1);
  }
  await changes.write(client);
}

/** Of the feedback of a batch, by key and column, that which came last. */
async function readBatch(
  client: PoolClient,
  { modelId, breathe }: Target,
  prepared: readonly Prepared[],
  keyOf: OutcomeKey,
): Promise<Map<string, Map<string, HeldFeedback>>> {
  const brought = new Map<string, Map<string, HeldFeedback>>();
  if (prepared.length === 0) return brought;
  const { rows } = await client.query<{ name: string } & ColumnRole>(SELECT_FEEDBACK_ROLES, [modelId]);
  const roles = new Map<string, ColumnRole>(rows.map(({ name, role, ignored }) => [name, { role, ignored }]));
  for (const segment of prepared) {
    await breathe();
    for (const { id, name, held } of readFeedback(segment, roles)) {
      const key = keyOf(id);
      const columns = brought.get(key) ?? new Map<string, HeldFeedback>();
      brought.set(key, columns);
      const other = columns.get(name);
      if (!other || isLater(held, other)) columns.set(name, held);
    }
  }
  return brought;
}
