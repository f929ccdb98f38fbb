import { setImmediate } from "node:timers/promises";
import type { PoolClient } from "pg";

/** The process is stopping: a batch is given up, and counted by whoever comes next. */
export class BatchGivenUp extends Error {}

/** Called between pieces of work on a batch; quiet while the data base is at work for it: then the transaction is not silent. */
export type Breathe = (quiet?: "quiet") => Promise<void>;

const WORK_MS = 50;
/** Well within the time for which the data base lets a transaction be idle, also on a machine many times slower. */
const SAY_SOMETHING_MS = 2_000;

/**
 * For the long computations of a batch: now and then it lets the process do other things (alarms, the heartbeat), says something to the data base, which would
 * take a silent transaction for a forgotten one and end it, and gives the batch up when the process is stopping.
 */
export function breathing(client: PoolClient, stop: (() => boolean) | undefined): Breathe {
  let rested = performance.now();
  let said = rested;
  return async (quiet) => {
    if (stop?.()) throw new BatchGivenUp("the process is stopping");
    const now = performance.now();
    if (now - rested < WORK_MS) return;
    if (now - said > SAY_SOMETHING_MS && !quiet) {
      await client.query("SELECT 1");
      said = performance.now();
    } else await setImmediate();
    rested = performance.now();
  };
}
