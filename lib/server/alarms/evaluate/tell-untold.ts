import type { Pool } from "pg";
import { inTransaction } from "../../db/transaction.ts";
import { enqueue } from "../../notify/enqueue.ts";
import { type ActiveSilence, loadSilences } from "../silences/load.ts";
import { isSilenced } from "../silences/silenced.ts";
import { SELECT_UNTOLD } from "../sql/incidents.sql.ts";
import type { RuleError } from "./due.ts";
import { tellStored } from "./open-incidents.ts";

interface Untold {
  id: number;
  project_id: number;
  rule_id: number;
  name: string;
  labels: Record<string, string>;
}

/** Tells of what still fires when the silence that kept people from being told is over, without waiting for the alarm's next slot. */
export async function tellUntold(pool: Pool, now: Date, address: string, onError: RuleError): Promise<void> {
  const { rows } = await pool.query<Untold>(SELECT_UNTOLD);
  const silences = new Map<number, ActiveSilence[]>();
  for (const { id, project_id, rule_id, name, labels } of rows) {
    const known = silences.get(project_id) ?? (await loadSilences(pool, project_id, now));
    silences.set(project_id, known);
    if (isSilenced(known, labels)) continue;
    try {
      await inTransaction(pool, async (client) => enqueue(client, await tellStored(client, id, address), now));
    } catch (error) {
      // One that cannot be told (its rule was written by another Tidemark) keeps no other from being told.
      onError(error, { id: rule_id, name });
    }
  }
}
