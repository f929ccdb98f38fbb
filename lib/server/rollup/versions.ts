import type { PoolClient } from "pg";
import { INSERT_VERSIONS, SELECT_VERSIONS } from "./sql/columns.sql.ts";

/** Ids of the versions, made where they are missing. */
export async function versionIds(client: PoolClient, modelId: number, names: ReadonlySet<string>): Promise<Map<string, number>> {
  const read = async () => {
    const { rows } = await client.query<{ id: number; name: string }>(SELECT_VERSIONS, [modelId]);
    return new Map(rows.map(({ id, name }) => [name, id]));
  };
  const known = await read();
  const missing = [...names].filter((name) => !known.has(name));
  if (missing.length === 0) return known;
  await client.query(INSERT_VERSIONS, [modelId, missing]);
  return read();
}
