import type { PoolClient } from "pg";
import type { Binning } from "#core/profiles/types.ts";
import { insertBinnings } from "./binnings.ts";
import { ColumnSample } from "./counting/column-sample.ts";
import type { CountingColumn } from "./counting/counting-column.ts";
import { loadCountingColumns } from "./load-columns.ts";
import type { Prepared } from "./prepare.ts";
import { LOCK_BINNINGS } from "./sql/profiles.sql.ts";

/**
 * Gives a provisional binning, made from this batch, to every column that has values here and no binning in the
 * generation yet. The lock is held until the batch commits, so another worker that meets the same column waits and then
 * reads what was made here. Answers the columns in the same order as `columns`.
 */
export async function ensureBinnings(
  client: PoolClient,
  modelId: number,
  generation: number,
  columns: CountingColumn[],
  prepared: readonly Prepared[],
): Promise<CountingColumn[]> {
  const wanted = columns.flatMap((column, index) => (column.binning === null && hasValues(index, prepared) ? [index] : []));
  if (wanted.length === 0) return columns;
  await client.query(LOCK_BINNINGS, [modelId]);
  const before = await loadCountingColumns(client, modelId, generation);
  const stillWithout = new Set(before.filter(({ binning }) => binning === null).map(({ id }) => id));
  const made = new Map<number, Binning>();
  for (const index of wanted) {
    const column = columns[index]!;
    if (!stillWithout.has(column.id)) continue;
    const sample = new ColumnSample(column.kind);
    for (const { vectors } of prepared) {
      const vector = vectors[index];
      if (vector) sample.add(vector, null);
    }
    const binning = sample.binning();
    if (binning) made.set(column.id, binning);
  }
  await insertBinnings(client, modelId, generation, true, made);
  const after = new Map((await loadCountingColumns(client, modelId, generation)).map((column) => [column.id, column]));
  // A column that was ignored or given another kind meanwhile is left as it was read; its change makes a new generation.
  return columns.map((column) => {
    const now = after.get(column.id);
    return now && now.kind === column.kind ? now : column;
  });
}

function hasValues(index: number, prepared: readonly Prepared[]): boolean {
  return prepared.some(({ vectors }) => {
    const vector = vectors[index];
    if (!vector) return false;
    return vector.kind === "numeric" ? vector.states.some((state) => state > 0) : vector.codes.some((code) => code !== -1);
  });
}
