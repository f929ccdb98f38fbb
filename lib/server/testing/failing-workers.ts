import type { Pool } from "pg";
import type { LoggedRecord } from "#core/records/types.ts";
import type { FaultPoint } from "../rollup/batch.ts";
import { drainRollup } from "../rollup/drain.ts";
import { storeRecords } from "./store-records.ts";

export interface FailingWorkers {
  /** In [0, 1): decides everything that is not fixed. */
  random: () => number;
  /** Most records that are stored at once. */
  part: number;
  /** Most rows in a batch. */
  batch: number;
  /** One worker at a time: what is counted later was stored later. */
  alone?: boolean;
}

/**
 * Stores records in parts of any size, while up to three workers count what is there in batches of any size, of which about half are made to
 * fail at some point. In the end everything is counted. Answers how many failed.
 */
export async function countAmongFailures(
  pool: Pool,
  model: number,
  records: readonly LoggedRecord[],
  { random, part, batch, alone = false }: FailingWorkers,
): Promise<number> {
  let failed = 0;
  const fail = (point: FaultPoint) => {
    if (random() >= 0.15) return;
    failed++;
    throw new Error(`made to fail when ${point}`);
  };
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const worker = async (fault?: (point: FaultPoint) => void) => {
    await drainRollup(pool, { maxRows: upTo(batch), maxSegments: 5, fault }).catch((error: Error) => {
      if (!error.message.startsWith("made to fail") && !/lock timeout/.test(error.message)) throw error;
    });
  };
  const work = (workers: number, fault?: (point: FaultPoint) => void) =>
    Promise.all(Array.from({ length: alone ? 1 : workers }, () => worker(fault)));
  for (let at = 0; at < records.length; ) {
    const size = upTo(part);
    await storeRecords(pool, model, records.slice(at, at + size));
    at += size;
    if (random() < 0.45) await work(upTo(3), fail);
  }
  await work(2);
  await drainRollup(pool);
  return failed;
}
