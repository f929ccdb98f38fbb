import type { Pool, PoolClient } from "pg";

/**
 * Calls `wake` whenever ingest has stored something, on a connection of its own that is opened again when it breaks. What is
 * missed meanwhile is found by polling. Answers a function that ends it.
 */
export function listenForSegments(pool: Pool, wake: () => void): () => Promise<void> {
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
      await mine.query("LISTEN segment");
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
