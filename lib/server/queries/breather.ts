import { setImmediate } from "node:timers/promises";
import type { QueryContext } from "./context.ts";

/** Well within the 15 seconds for which the data base lets a transaction be idle. */
const SAY_SOMETHING_MS = 3_000;

/**
 * For long computations on a snapshot: each call lets the process do other things, and now and then says something to the data base, which would
 * take a silent transaction for a forgotten one and end it.
 */
export function breather(context: Pick<QueryContext, "db">): () => Promise<void> {
  let last = performance.now();
  return async () => {
    await setImmediate();
    if (performance.now() - last < SAY_SOMETHING_MS) return;
    await context.db.query("SELECT 1");
    last = performance.now();
  };
}
