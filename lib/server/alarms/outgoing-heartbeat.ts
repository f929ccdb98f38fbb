import type { Pool } from "pg";
import { type Loop, startLoop } from "../jobs/loop.ts";
import { createGuard, type Guard } from "../notify/guard.ts";
import { post } from "../notify/request.ts";

const EVERY_MS = 60_000;
const TIMEOUT_MS = 15_000;

export interface OutgoingHeartbeatOptions {
  onError: (error: unknown) => void;
  /** Where to say so; TIDEMARK_HEARTBEAT_URL unless given. Empty: nowhere. */
  url?: string;
  guard?: Guard;
  everyMs?: number;
}

/**
 * Says once a minute to a watchdog elsewhere that the worker lives and the data base answers. A Tidemark that is gone cannot tell anybody:
 * the watchdog does, when it hears nothing.
 */
export function outgoingHeartbeat(pool: Pool, options: OutgoingHeartbeatOptions): Loop {
  const url = options.url ?? process.env.TIDEMARK_HEARTBEAT_URL?.trim() ?? "";
  const guard = options.guard ?? createGuard(process.env.TIDEMARK_ALLOWED_HOSTS);
  return startLoop({
    pauseMs: options.everyMs ?? EVERY_MS,
    onError: options.onError,
    async run() {
      if (!url) return false;
      const { rows } = await pool.query<{ now: Date }>("SELECT clock_timestamp() AS now");
      const body = JSON.stringify({ type: "tidemark.heartbeat", timestamp: rows[0]!.now.toISOString() });
      const answer = await post(guard, { url, headers: { "content-type": "application/json" }, body }, TIMEOUT_MS);
      if (answer.status >= 300) throw new Error(`the watchdog at TIDEMARK_HEARTBEAT_URL answered ${answer.status}`);
      return false;
    },
  });
}
