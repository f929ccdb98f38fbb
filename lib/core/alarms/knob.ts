import type { AlarmComparison, AlarmCondition, Reading } from "../contracts/alarm-rules.ts";
import type { PreviewAnswer } from "../contracts/alarms.ts";
import { frameOf } from "./frames.ts";

/**
 * The thresholds (as of `thresholdOf`) at which each reading of the shuffled runs of a condition would be exactly at the limit: what is worth trying.
 */
export function knobValues(preview: PreviewAnswer, conditionIndex: number, condition: AlarmCondition): number[] {
  const values: number[] = [];
  const { runs } = frameOf(preview);
  for (const series of preview.conditions[conditionIndex]?.series ?? [])
    for (const columns of series.shuffled.slice(0, runs))
      for (let slot = 0; slot < columns.value.length; slot++) {
        if (columns.state[slot] !== "ok") continue;
        const value = knobFrom(columns.value[slot] ?? null, columns.base[slot] ?? null, columns.base_width[slot] ?? null, condition.is);
        if (value !== null && Number.isFinite(value)) values.push(value);
      }
  return values;
}

/** The threshold at which a reading would be exactly at the limit; null where it can be at none. */
export function knobOf(reading: Pick<Reading, "value" | "base" | "base_width">, { is }: Pick<AlarmCondition, "is">): number | null {
  return knobFrom(reading.value, reading.base, reading.base_width, is);
}

function knobFrom(value: number | null, base: number | null, baseWidth: number | null, is: AlarmComparison): number | null {
  if (value === null) return null;
  if (is.kind === "outside") return Math.abs(value - (is.lower + is.upper) / 2);
  if (is.kind !== "change" && is.kind !== "history") return value;
  if (base === null) return null;
  const distance = is.direction === "above" ? value - base : is.direction === "below" ? base - value : Math.abs(value - base);
  if (distance <= 0) return null;
  const unit = is.kind === "history" ? (baseWidth ?? 0) : is.relative ? Math.abs(base) : 1;
  return unit > 0 ? distance / unit : null;
}
