import type { Pool } from "pg";
import { localAddress, readEnv } from "../../env.ts";
import { type AlarmFault, type Committed, commitRule } from "./commit-rule.ts";
import { type DueRule, databaseNow, dueRules } from "./due.ts";
import { readRules } from "./read-rules.ts";

export interface RoundOptions {
  /** Only the rules that watch Tidemark itself: what the web process does, so that a dead worker is told of. */
  onlySystem?: boolean;
  /** The time, for tests; the data base's unless given. */
  now?: Date;
  fault?: (point: AlarmFault) => void | Promise<void>;
  stop?: () => boolean;
  onError?: (error: unknown, rule: DueRule) => void;
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
  const due = (await dueRules(pool, now)).filter(({ modelId }) => !options.onlySystem || modelId === null);
  const result: RoundResult = { rules: 0, evaluated: 0, skipped: 0, fired: 0, resolved: 0 };
  for (const rules of byModel(due)) {
    if (options.stop?.()) break;
    for (const read of await readRules(pool, rules, now)) {
      try {
        const committed = await commitRule(pool, read, { now, address: publicAddress(), fault: options.fault });
        if (!committed) continue;
        result.rules++;
        for (const part of ["evaluated", "skipped", "fired", "resolved"] as const) result[part] += committed[part];
      } catch (error) {
        // The others are evaluated all the same; this one again in the next round.
        if (!options.onError) throw error;
        options.onError(error, read.rule);
      }
    }
  }
  return result;
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
