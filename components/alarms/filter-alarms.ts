import { ALARM_STATUSES } from "#core/contracts/alarm-rules.ts";
import type { Alarm } from "#core/contracts/alarms.ts";

/** In the place of a model's name: alarms about Tidemark. No model can be called so. */
export const ITSELF = "@tidemark";
export const STATUS_FILTERS = [...ALARM_STATUSES, "off"] as const;

export interface AlarmFilter {
  model: string | null;
  status: (typeof STATUS_FILTERS)[number] | null;
  find: string | null;
}

const RANK = ["firing", "recovering", "error", "pending", "no_data", "not_enough_data", "resolved", "ok"];

/** Those asked for, what needs eyes first. A search looks in the name and in what is watched. */
export function filterAlarms(alarms: readonly Alarm[], { model, status, find }: AlarmFilter): Alarm[] {
  const words = (find ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const rank = ({ enabled, status: now, model: of }: Alarm) => (enabled ? RANK.indexOf(now) : RANK.length) + (of === null ? 0.5 : 0);
  return alarms
    .filter((alarm) => model === null || (alarm.model ?? ITSELF) === model)
    .filter((alarm) => status === null || (status === "off" ? !alarm.enabled : alarm.enabled && alarm.status === status))
    .filter((alarm) => {
      const text = `${alarm.name} ${alarm.summary} ${alarm.model ?? "tidemark itself"}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
