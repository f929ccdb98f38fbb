import type { PoolClient } from "pg";
import type { Outcome, PerformanceSpec } from "#core/performance/types.ts";
import type { Target } from "./join.ts";
import { inLabelOrder, type LabelledOutcome, labelledBy } from "./labelled.ts";
import { type LabelRow, labelOf } from "./labels.ts";
import { ALL_WAYS, BY_INDEX, CLOSE_ALL, DECLARE_ALL, FETCH_SOME } from "./sql/outcomes.sql.ts";
import { outcomeOf, type StoredPrediction } from "./stored.ts";
import { writeChanges } from "./write-performance.ts";

interface Row extends Omit<LabelRow, "label_key"> {
  ts: number;
  version_id: number;
  payload: string;
  label_key: string | null;
}

/** Labelled predictions that are answered at most. */
const LAST = 200_000;

/**
 * Counts every prediction of a generation that has no performance profiles yet. Takes some seconds for a million predictions:
 * once in a generation, when its first labels say what they are held against, unless its reference has said so. Answers the labelled ones,
 * of many the last 200,000 in label order.
 */
export async function countAll(client: PoolClient, target: Target, spec: PerformanceSpec): Promise<LabelledOutcome[]> {
  const { modelId, generation } = target;
  let labelled: LabelledOutcome[] = [];
  await client.query(ALL_WAYS);
  // DECLARE takes no parameters that are sent apart; these are numbers.
  await client.query(DECLARE_ALL.replaceAll("$1", String(modelId)).replaceAll("$2", String(generation)));
  for (;;) {
    const { rows } = await client.query<Row>(FETCH_SOME);
    if (rows.length === 0) break;
    const changes = rows.map((row) => {
      const stored = JSON.parse(row.payload) as StoredPrediction;
      const ts = Math.round(row.ts);
      const label = row.label_key === null ? null : labelOf(row);
      const change = { ts, versionId: row.version_id, slices: stored.x ?? [], before: null, after: outcomeOf(spec, ts, stored, label) };
      const found = labelledBy(spec, change, label);
      if (found) labelled.push({ ...found, after: withoutScores(found.after) });
      return change;
    });
    await writeChanges(client, target, spec, changes);
    if (labelled.length > 1.25 * LAST) labelled = inLabelOrder(labelled).slice(-LAST);
  }
  await client.query(CLOSE_ALL);
  await client.query(BY_INDEX);
  return inLabelOrder(labelled).slice(-LAST);
}

function withoutScores({ scores: _, ...rest }: Outcome): Omit<Outcome, "scores"> {
  return rest;
}
