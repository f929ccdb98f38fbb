import type { PoolClient } from "pg";
import type { Matcher } from "#core/contracts/incidents.ts";
import { SELECT_SILENCES } from "../sql/evaluate.sql.ts";

export interface ActiveSilence {
  id: number;
  matchers: Matcher[];
  author: string;
  endsAt: Date;
}

/** The silences of a project that hold at a time. */
export async function loadSilences(client: Pick<PoolClient, "query">, projectId: number, now: Date): Promise<ActiveSilence[]> {
  const { rows } = await client.query<{ id: number; matchers: Matcher[]; author: string; ends_at: Date }>(SELECT_SILENCES, [
    projectId,
    now,
  ]);
  return rows.map(({ ends_at, ...silence }) => ({ ...silence, endsAt: ends_at }));
}
