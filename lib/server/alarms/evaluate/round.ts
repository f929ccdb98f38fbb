import type { Pool } from "pg";
import { localAddress, readEnv } from "../../env.ts";
import { bringBack } from "./ahead.ts";
import { type AlarmFault, type Committed, commitRule } from "./commit-rule.ts";
import { type DueRule, databaseNow, dueRules, type RuleError } from "./due.ts";
import { readRules } from "./read-rules.ts";
import { tellUntold } from "./tell-untold.ts";

export interface RoundOptions {
  /** Only the rules that watch Tidemark itself: what the web process does, so that a dead worker is told of. */
  onlySystem?: boolean;
  /** The time, for tests; the data base's unless given. */
  now?: Date;
  fault?: (point: AlarmFault) => void | Promise<void>;
  stop?: () => boolean;
  /** What one rule cannot be evaluated for; without it the round ends there. */
  onError?: RuleError;
}

export interface RoundResult extends Committed {
  rules: number;
}

/** The address of Tidemark as people reach it. */
export function publicAddress(): string {
  const env = readEnv(process.env);
  return env.publicUrl ?? localAddress(env);
}

/**
 * Evaluates every slot that has come, of every rule, model by model. Any number of processes may do so at once: each slot is written once,
 * by whoever is first.
 */
export async function alarmRound(pool: Pool, options: RoundOptions = {}): Promise<RoundResult> {
  const now = options.now ?? (await databaseNow(pool));
  const address = publicAddress();
  const onError = options.onError ?? throwing;
  await bringBack(pool, now, options.onlySystem ?? false, onError);
  const due = await dueRules(pool, now, options.onlySystem ?? false, onError);
  const result: RoundResult = { rules: 0, evaluated: 0, skipped: 0, fired: 0, resolved: 0 };
  for (const rules of byModel(due)) {
    if (options.stop?.()) break;
    for (const read of await readModel(pool, rules, now, onError)) {
      try {
        const committed = await commitRule(pool, read, { now, address, fault: options.fault });
        if (!committed) continue;
        result.rules++;
        for (const part of ["evaluated", "skipped", "fired", "resolved"] as const) result[part] += committed[part];
      } catch (error) {
        // The others are evaluated all the same; this one again in the next round.
        onError(error, read.rule);
      }
    }
  }
  await tellUntold(pool, now, address, onError);
  return result;
}

function throwing(error: unknown): never {
  throw error;
}

/** A model that cannot be read (it was deleted a moment ago) does not keep the others from being watched. */
async function readModel(pool: Pool, rules: readonly DueRule[], now: Date, onError: RuleError) {
  try {
    return await readRules(pool, rules, now, onError);
  } catch (error) {
    onError(error, rules[0]!);
    return [];
  }
}

function byModel(rules: readonly DueRule[]): DueRule[][] {
  const groups = new Map<string, DueRule[]>();
  for (const rule of rules) {
    const key = `${rule.projectId} ${rule.modelId ?? ""}`;
    const group = groups.get(key);
    if (group) group.push(rule);
    else groups.set(key, [rule]);
  }
  return [...groups.values()];
}
