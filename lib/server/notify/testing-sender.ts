// A process of its own that packs and sends, for tests that kill it: node testing-sender.ts '{"url": …, "allowed": …}'.
import { flushCompileCache } from "node:module";
import { createPool } from "../db/pool.ts";
import { packRound } from "./packing.ts";
import { sendRound } from "./sender.ts";

const { url, allowed } = JSON.parse(process.argv[2] ?? "{}") as { url: string; allowed: string };
const pool = createPool(url, { max: 6 });
// Who is killed writes nothing at its end, and the next one starts in a third of the time with it.
flushCompileCache();
process.stdout.write("ready\n");
// Started ahead, so that a test need not wait for it: begins with the first line.
await new Promise((resolve) => process.stdin.once("data", resolve));
for (;;) {
  try {
    await packRound(pool);
    await sendRound(pool, { allowedHosts: allowed, timeoutMs: 400, leaseMs: 500 });
  } catch (error) {
    // Half a transaction of the one that was killed may still hold a lock.
    process.stderr.write(`${(error as Error).message}\n`);
  }
  await new Promise((resolve) => setTimeout(resolve, 10));
}
