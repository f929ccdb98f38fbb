import type { Pool } from "pg";
import { type Loop, startLoop } from "../jobs/loop.ts";
import { listenFor } from "../rollup/listen.ts";
import { packRound } from "./packing.ts";
import { repeatRound } from "./repeat.ts";
import { resendRound } from "./resend.ts";
import { type SenderDeps, sendRound } from "./sender.ts";

export interface NotifyOptions {
  /** What failed, to be told; it is tried again. */
  onError(error: unknown): void;
  deps?: SenderDeps;
}

/**
 * Tells people what there is to tell: packs what waits into messages, repeats what still fires, keeps Alertmanagers up to date, and
 * sends. Any number of processes may do so at once. Wakes by itself when something is put into the outbox.
 */
export function notifyLoop(pool: Pool, { onError, deps = {} }: NotifyOptions): Loop {
  const sender = startLoop({
    pauseMs: 1_000,
    onError,
    run: async (stopping) => (await sendRound(pool, { ...deps, stopping })) > 0,
  });
  const packer = startLoop({
    pauseMs: 1_000,
    onError,
    async run() {
      const packed = await packRound(pool, deps.clock);
      if (packed > 0) sender.wake();
      return packed > 0;
    },
  });
  const repeater = startLoop({
    pauseMs: 10_000,
    onError,
    async run() {
      await repeatRound(pool, deps.clock);
      return false;
    },
  });
  const resender = startLoop({
    pauseMs: 5_000,
    onError,
    async run() {
      await resendRound(pool, deps);
      return false;
    },
  });
  const wake = () => {
    packer.wake();
    sender.wake();
  };
  const endListening = listenFor(pool, "outbox", wake);
  return {
    wake,
    async stop() {
      await endListening();
      await Promise.all([packer.stop(), sender.stop(), repeater.stop(), resender.stop()]);
    },
  };
}
