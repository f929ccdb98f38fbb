import type { Pool } from "pg";
import { type Loop, startLoop } from "../jobs/loop.ts";
import type { RuleError } from "./evaluate/due.ts";
import { alarmRound } from "./evaluate/round.ts";

/** Slots are minutes at least, so a second is soon enough. */
const PAUSE_MS = 1_000;

export interface AlarmLoopOptions {
  onError: (error: unknown, rule?: Parameters<RuleError>[1]) => void;
  /** Only the rules that watch Tidemark itself. */
  onlySystem?: boolean;
}

/** Evaluates rules as their slots come. */
export function alarmLoop(pool: Pool, { onError, onlySystem = false }: AlarmLoopOptions): Loop {
  return startLoop({
    pauseMs: PAUSE_MS,
    onError: (error) => onError(error),
    async run(stopping) {
      await alarmRound(pool, { onlySystem, stop: stopping, onError });
      return false;
    },
  });
}
