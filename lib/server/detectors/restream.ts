import type { PoolClient } from "pg";
import { labelledBy } from "../performance/labelled.ts";
import { type LabelRow, labelOf } from "../performance/labels.ts";
import { loadSpec } from "../performance/spec.ts";
import { outcomeOf, type StoredPrediction } from "../performance/stored.ts";
import type { Breathe } from "../rollup/breathe.ts";
import { LOCK_PROFILES } from "../rollup/sql/profiles.sql.ts";
import { ALL_JOINS, BY_HASH, CLOSE_LABELLED, DECLARE_LABELLED, DELETE_EVENTS, DELETE_STREAMS, FETCH_LABELLED } from "./sql/restream.sql.ts";
import { streamErrors } from "./stream.ts";

interface Row extends LabelRow {
  ts: number;
  version_id: number;
  payload: string;
}

/**
 * Streams all of a generation anew: each labelled prediction once, with the label that holds now, in the order in which those labels came.
 * While a generation is built, what its batches stream depends on how the stored records fall into batches and workers; this does not. For the
 * client of a transaction, which has the lock on the generation's profiles from here to its end.
 */
export async function restreamErrors(
  client: PoolClient,
  generationOf: { modelId: number; generation: number },
  breathe: Breathe,
): Promise<void> {
  const { modelId, generation } = generationOf;
  await client.query(LOCK_PROFILES, [modelId, generation]);
  await client.query(DELETE_STREAMS, [modelId, generation]);
  await client.query(DELETE_EVENTS, [modelId, generation]);
  const loaded = await loadSpec(client, modelId, generation);
  if (!loaded) return;
  const { spec } = loaded;
  await client.query(BY_HASH);
  // DECLARE takes no parameters that are sent apart; these are numbers.
  await client.query(DECLARE_LABELLED.replaceAll("$1", String(modelId)).replaceAll("$2", String(generation)));
  for (;;) {
    await breathe();
    const { rows } = await client.query<Row>(FETCH_LABELLED);
    if (rows.length === 0) break;
    const labelled = rows.flatMap((row) => {
      const stored = JSON.parse(row.payload) as StoredPrediction;
      const [ts, label] = [Math.round(row.ts), labelOf(row)];
      const after = outcomeOf(spec, ts, stored, label);
      return labelledBy(spec, { ts, versionId: row.version_id, slices: [], before: null, after }, label) ?? [];
    });
    await streamErrors(client, { ...generationOf, breathe }, { spec, labelled });
  }
  await client.query(CLOSE_LABELLED);
  await client.query(ALL_JOINS);
}
