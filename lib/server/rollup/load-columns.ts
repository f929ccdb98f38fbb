import type { PoolClient } from "pg";
import type { Kind, Role } from "#core/columns/column.ts";
import { binningFromJson } from "#core/profiles/binning.ts";
import { createNumericBinner, type NumericBinner } from "#core/profiles/numeric-binner.ts";
import type { Binning } from "#core/profiles/types.ts";
import { type CountingColumn, isBinned, kindOfBinning } from "./counting/counting-column.ts";
import { SELECT_BINNINGS, SELECT_COUNTING_COLUMNS } from "./sql/columns.sql.ts";

interface Row {
  id: number;
  name: string;
  role: Role;
  kind: Kind;
  derived_from: string | null;
  binning_id: number | null;
}

interface Loaded {
  binning: Binning;
  binner: NumericBinner | null;
}

/** Binnings never change, so what was read once holds. By binning id; the oldest go first. */
const cache = new Map<number, Loaded>();
const CACHED_BINNINGS = 5_000;

/** The model's columns that have bins, with their binning in a generation where there is one. */
export async function loadCountingColumns(client: PoolClient, modelId: number, generation: number): Promise<CountingColumn[]> {
  const { rows } = await client.query<Row>(SELECT_COUNTING_COLUMNS, [modelId, generation]);
  await loadBinnings(
    client,
    rows.flatMap((row) => (row.binning_id === null || cache.has(row.binning_id) ? [] : [row.binning_id])),
  );
  const columns: CountingColumn[] = [];
  for (const row of rows) {
    const loaded = row.binning_id === null ? undefined : cache.get(row.binning_id);
    if (row.binning_id !== null && !loaded) throw new Error(`the binning ${row.binning_id} of column ${row.name} is gone`);
    if (!loaded && !isBinned(row.kind)) continue;
    const binning = loaded?.binning ?? null;
    columns.push({
      id: row.id,
      name: row.name,
      role: row.role,
      kind: kindOfBinning(row.kind, binning),
      derivedFrom: row.derived_from,
      binning,
      binner: loaded?.binner ?? null,
    });
  }
  return columns;
}

async function loadBinnings(client: PoolClient, ids: number[]): Promise<void> {
  if (ids.length === 0) return;
  const { rows } = await client.query<{ id: number; definition: unknown }>(SELECT_BINNINGS, [ids]);
  for (const { id, definition } of rows) {
    const binning = binningFromJson(definition);
    cache.set(id, { binning, binner: binning.kind === "numeric" ? createNumericBinner(binning) : null });
  }
  // Never below what one model needs at once.
  for (const id of cache.keys()) {
    if (cache.size <= Math.max(CACHED_BINNINGS, ids.length)) break;
    cache.delete(id);
  }
}
