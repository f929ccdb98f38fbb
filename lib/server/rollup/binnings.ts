import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import { binningToJson, canonicalBinning } from "#core/profiles/binning.ts";
import type { Binning } from "#core/profiles/types.ts";
import { INSERT_BINNINGS } from "./sql/columns.sql.ts";

/** The first 16 hexadecimal digits of the SHA-256 of a binning's canonical text. */
export function binningHash(binning: Binning): string {
  return createHash("sha256").update(canonicalBinning(binning)).digest("hex").slice(0, 16);
}

/** Writes binnings of a generation, by column id; a column that has one already keeps it. */
export async function insertBinnings(
  client: PoolClient,
  modelId: number,
  generation: number,
  provisional: boolean,
  binnings: ReadonlyMap<number, Binning>,
): Promise<void> {
  if (binnings.size === 0) return;
  await client.query(INSERT_BINNINGS, [
    modelId,
    generation,
    provisional,
    [...binnings.keys()],
    [...binnings.values()].map(binningHash),
    [...binnings.values()].map((binning) => JSON.stringify(binningToJson(binning))),
  ]);
}
