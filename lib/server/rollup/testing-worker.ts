import { setTimeout } from "node:timers/promises";
import { createPool } from "#server/db/pool.ts";
import { rollUpRound } from "./drain.ts";

// A worker that only counts, for tests that kill it: it says on its standard output where in a batch it is, and waits there for a moment.

const pool = createPool(process.env.DATABASE_URL!, { max: 2 });
for (;;) {
  const round = await rollUpRound(pool, {
    maxRows: Number(process.env.MAX_ROWS),
    async fault(point) {
      process.stdout.write(`${point}\n`);
      await setTimeout(5);
    },
  }).catch(() => ({ batches: 0 }));
  if (round.batches === 0) await setTimeout(50);
}
