import { summaryOf } from "#core/alarms/describe.ts";
import { ALARM_STATUSES, type AlarmStatus, ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import type { Alarm } from "#core/contracts/alarms.ts";
import type { AlarmRule } from "../../db/generated/client.ts";
import type { SqlRow } from "../../db/sql-row.ts";

export interface RuleRow extends Omit<SqlRow<AlarmRule>, "origin" | "deleted_at">, Pick<Alarm, "model" | "origin" | "record"> {
  last_slot_at: Date | null;
  statuses: AlarmStatus[];
}

/** Gravest first. */
const GRAVITY: readonly AlarmStatus[] = ["firing", "recovering", "error", "no_data", "pending", "not_enough_data", "resolved", "ok"];

/** The gravest of a rule's series; ok before anything was evaluated. */
export function worstStatus(statuses: readonly AlarmStatus[]): AlarmStatus {
  return GRAVITY.find((status) => statuses.includes(status)) ?? ALARM_STATUSES[0];
}

export function toAlarm(row: RuleRow): Alarm {
  const definition = ruleDefinitionSchema.parse(row.definition);
  const seconds = row.record.time_to_detect_s;
  return {
    id: row.id,
    name: row.name,
    model: row.model,
    definition,
    version: row.version,
    enabled: row.enabled,
    origin: row.origin,
    failure: row.failure,
    summary: summaryOf(definition),
    status: worstStatus(row.statuses),
    firing: row.statuses.filter((status) => status === "firing" || status === "recovering").length,
    last_slot_at: row.last_slot_at?.toISOString() ?? null,
    next_slot_at: row.enabled ? (row.next_slot_at?.toISOString() ?? null) : null,
    record: { ...row.record, time_to_detect_s: seconds === null ? null : Number(seconds) },
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}
