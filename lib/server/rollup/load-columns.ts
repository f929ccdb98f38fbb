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
  binning_hash: string | null;
}

interface Loaded {
  binning: Binning;
  binner: NumericBinner | null;
}

/** Binnings never change, and equal hashes are equal binnings, so what was read once holds. By hash; the oldest go first. */
const cache = new Map<string, Loaded>();
const CACHED_BINNINGS = 5_000;

/** The model's columns that have bins, with their binning in a generation where there is one. */
export async function loadCountingColumns(client: PoolClient, modelId: number, generation: number): Promise<CountingColumn[]> {
  const { rows } = await client.query<Row>(SELECT_COUNTING_COLUMNS, [modelId, generation]);
  const hashes = new Set(rows.flatMap(({ binning_hash }) => (binning_hash === null || cache.has(binning_hash) ? [] : [binning_hash])));
  if (hashes.size > 0) await loadBinnings(client, modelId, generation, [...hashes]);
  const columns: CountingColumn[] = [];
  for (const row of rows) {
    const loaded = row.binning_hash === null ? undefined : cache.get(row.binning_hash);
    if (row.binning_hash !== null && !loaded) throw new Error(`the binning ${row.binning_hash} of column ${row.name} is gone`);
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

async function loadBinnings(client: PoolClient, modelId: number, generation: number, hashes: string[]): Promise<void> {
  const { rows } = await client.query<{ hash: string; definition: unknown }>(SELECT_BINNINGS, [modelId, generation, hashes]);
  for (const { hash, definition } of rows) {
    const binning = binningFromJson(definition);
    cache.set(hash, { binning, binner: binning.kind === "numeric" ? createNumericBinner(binning) : null });
  }
  // Never below what one model needs at once.
  for (const hash of cache.keys()) {
    if (cache.size <= Math.max(CACHED_BINNINGS, hashes.length)) break;
    cache.delete(hash);
  }
}
