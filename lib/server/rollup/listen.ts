import type { Pool, PoolClient } from "pg";

/**
 * Calls `wake` whenever something is said on a channel of NOTIFY, on a connection of its own that is opened again when it breaks.
 * What is missed meanwhile is found by polling. Answers a function that ends it.
 */
export function listenFor(pool: Pool, channel: "segment" | "outbox", wake: () => void): () => Promise<void> {
  let client: PoolClient | null = null;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  const again = () => {
    client = null;
    if (!ended) timer = setTimeout(() => void connect(), 1_000);
  };
  const connect = async () => {
    try {
      const mine = await pool.connect();
      if (ended) return mine.release(true);
      client = mine;
      mine.on("notification", wake);
      mine.once("error", (error) => {
        mine.release(error);
        again();
      });
      await mine.query(`LISTEN ${channel}`);
      wake();
    } catch {
      if (!client) again();
    }
  };
  const started = connect();
  return async () => {
    ended = true;
    clearTimeout(timer);
    await started;
    // The connection listens: it is no use to anyone else.
    client?.removeAllListeners("notification").release(true);
  };
}

/** Wakes whenever ingest has stored something. */
export const listenForSegments = (pool: Pool, wake: () => void): (() => Promise<void>) => listenFor(pool, "segment", wake);
