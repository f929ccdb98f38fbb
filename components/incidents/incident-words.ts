import { limitsOf } from "#core/alarms/condition.ts";
import { formatValue } from "#core/alarms/format.ts";
import type { AlarmComparison, AlarmCondition, Reading } from "#core/contracts/alarm-rules.ts";
import type { Incident } from "#core/contracts/incidents.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something lasts, in its two largest units: "3 h 20 min", "2 d 4 h"; "under 1 min". */
export function lengthWords(ms: number): string {
  if (ms < MINUTE) return "under 1 min";
  const [big, small] = ms >= DAY ? ([DAY, HOUR] as const) : ([HOUR, MINUTE] as const);
  const [bigWord, smallWord] = ms >= DAY ? ["d", "h"] : ["h", "min"];
  const whole = Math.floor(ms / big);
  const rest = Math.floor((ms - whole * big) / small);
  return [whole > 0 ? `${whole} ${bigWord}` : "", rest > 0 ? `${rest} ${smallWord}` : ""].filter(Boolean).join(" ");
}

const FIRST = ["alertname", "model"];

/** Labels as people look for them: which alarm, which model, then the rest by name. The data base keeps no order. */
export function orderedLabels(labels: Readonly<Record<string, string>>): [name: string, value: string][] {
  const rank = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return Object.entries(labels).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** How an incident ended, in words; null: it goes on. */
export function endWords({ resolved_by: by }: Pick<Incident, "resolved_by">): string | null {
  if (by === null) return null;
  return {
    cleared: "the value came back",
    rule_changed: "the alarm was changed",
    rule_deleted: "the alarm was deleted",
    no_longer_there: "what it was about is no longer there",
  }[by];
}

/** What a reading is held against, in the metric's unit: "above 0.2", "outside 4 to 9". */
export function limitWords(condition: AlarmCondition, unit: string, reading: Pick<Reading, "base" | "base_width"> | undefined): string {
  const limits = limitsOf(condition.is, reading ?? { base: null, base_width: null });
  if (!limits) return "nothing to hold it against";
  const { lower, upper } = limits;
  if (lower !== null && upper !== null) return `outside ${formatValue(unit, lower)} to ${formatValue(unit, upper)}`;
  return upper !== null ? `above ${formatValue(unit, upper)}` : `below ${formatValue(unit, lower)}`;
}

/** Where the limit comes from, unless it is a fixed number. */
export function limitSource(is: AlarmComparison): string | null {
  if (is.kind === "change") return "against the earlier window";
  return is.kind === "history" ? "from its history" : null;
}
