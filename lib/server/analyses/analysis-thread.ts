import { parentPort, workerData } from "node:worker_threads";
import { createPool } from "#server/db/pool.ts";
import { type Execution, execute } from "./execute.ts";

export interface ThreadRequest {
  id: number;
  execution: Execution;
}
export interface ThreadAnswer {
  id: number;
  error: { message: string; code: string | null } | null;
}

/** Runs in a thread of its own beside the worker's loops (run-in-thread.ts): counting goes on while this computes. */
const { url } = workerData as { url: string };
const pool = createPool(url, { max: 3, statementTimeout: 120_000 });

parentPort?.on("message", async ({ id, execution }: ThreadRequest) => {
  const say = (answer: ThreadAnswer) => parentPort?.postMessage(answer);
  try {
    await execute(pool, execution);
    say({ id, error: null });
  } catch (error) {
    const { message, code } = error as Error & { code?: unknown };
    say({ id, error: { message: message ?? String(error), code: typeof code === "string" ? code : null } });
  }
});
