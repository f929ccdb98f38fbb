import type { AlarmCondition, PreviewAnswer, ReadingColumns } from "../contracts/alarms.ts";
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
        const value = columns.state[slot] === "ok" ? knobAt(columns, slot, condition) : null;
        if (value !== null && Number.isFinite(value)) values.push(value);
      }
  return values;
}

/** The threshold at which this reading is at the limit; null where it can be at none. */
export function knobAt(
  columns: Pick<ReadingColumns, "value" | "base" | "base_width">,
  slot: number,
  { is }: Pick<AlarmCondition, "is">,
): number | null {
  const value = columns.value[slot] ?? null;
  if (value === null) return null;
  if (is.kind === "outside") return Math.abs(value - (is.lower + is.upper) / 2);
  if (is.kind !== "change" && is.kind !== "history") return value;
  const base = columns.base[slot] ?? null;
  if (base === null) return null;
  const distance = is.direction === "above" ? value - base : is.direction === "below" ? base - value : Math.abs(value - base);
  if (distance <= 0) return null;
  const unit = is.kind === "history" ? (columns.base_width[slot] ?? 0) : is.relative ? Math.abs(base) : 1;
  return unit > 0 ? distance / unit : null;
}
