import { findCondition, limitsOf } from "#core/alarms/condition.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { readingAt } from "#core/alarms/frames.ts";
import type { SimulatedSeries } from "#core/alarms/simulate.ts";
import type { Finding } from "#core/alarms/types.ts";
import type { AlarmMetric, AlarmStatus, Reading, RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { PreviewAnswer, ReadingColumns } from "#core/contracts/alarms.ts";
import { gapSpans, type Span } from "../../charts/spans.ts";
import { axisInUnit, type ValueAxis } from "../../charts/value-axis.ts";

export interface BacktestPoint {
  /** End of the slot, ms. */
  time: number;
  /** Null in a gap: the line breaks. */
  value: number | null;
  /** Sampling error at 95 %. */
  band: [number, number] | null;
  n: number;
  state: Reading["state"];
  status: AlarmStatus;
  /** What the condition by itself came to. */
  finding: Finding;
  /** Limits that move with what they are held against; null where they are fixed or there is nothing to hold against. */
  upper: number | null;
  lower: number | null;
}

export interface PreparedBacktest {
  points: BacktestPoint[];
  gaps: Span[];
  x: Span;
  /** Between two slots, ms. */
  step: number;
  /** The last reading that a limit can be worked out for. */
  last: Reading | null;
}

/** One condition of one series over the slots of a preview, ready to draw, with what the rule would have been in each. */
export function prepareBacktest(
  preview: PreviewAnswer,
  definition: RuleDefinition,
  conditionIndex: number,
  series: SimulatedSeries,
): PreparedBacktest {
  const slots = preview.slots.map((slot) => Date.parse(slot));
  const step = slots.length > 1 ? (slots[slots.length - 1]! - slots[0]!) / (slots.length - 1) : 86_400_000;
  const condition = conditionsOf(definition.when)[conditionIndex];
  const is = condition?.is;
  const columns = columnsFor(preview, conditionIndex, series.labels);
  const moving = is?.kind === "change" || is?.kind === "history";
  let last: Reading | null = null;
  const points = slots.map((time, slot): BacktestPoint => {
    const reading = readingAt(columns, slot);
    const seen = reading.state === "ok" || reading.state === "not_enough_data";
    const limits = moving && is ? limitsOf(is, reading) : null;
    if (seen && reading.value !== null && (!moving || limits)) last = reading;
    return {
      time,
      value: seen ? reading.value : null,
      band: seen && reading.lower !== null && reading.upper !== null ? [reading.lower, reading.upper] : null,
      n: reading.n,
      state: reading.state,
      status: series.statuses[slot] ?? "no_data",
      finding: condition ? findCondition(condition, reading, definition).finding : "no_data",
      upper: limits?.upper ?? null,
      lower: limits?.lower ?? null,
    };
  });
  const x = { from: (slots[0] ?? Date.parse(preview.from)) - step / 2, to: (slots[slots.length - 1] ?? Date.parse(preview.to)) + step / 2 };
  const gaps = points.filter(({ value }) => value === null).map(({ time }) => ({ start: time - step / 2, end: time + step / 2 }));
  return { points, gaps: gapSpans(gaps, x), x, step, last };
}

/** A series of the rule may have more labels than one of its conditions knows. */
function columnsFor(preview: PreviewAnswer, conditionIndex: number, labels: Readonly<Record<string, string>>): ReadingColumns | null {
  const found = preview.conditions[conditionIndex]?.series.find((one) =>
    Object.entries(one.labels).every(([name, value]) => labels[name] === value),
  );
  return found?.readings ?? null;
}

/** An axis that holds every value and every level, with air above for dragging the line up. `fromZero`: nothing is a natural zero there. */
export function axisOf(points: readonly BacktestPoint[], levels: readonly number[], fromZero: boolean, unit: string): ValueAxis {
  const values = points.flatMap(({ value, upper, lower }) => [value, upper, lower].filter((one) => one !== null));
  const all = [...values, ...levels, ...(fromZero ? [0] : [])].filter(Number.isFinite);
  if (all.length === 0 || Math.max(...all) === Math.min(...all)) {
    const top = Math.max(...all, 0) || 1;
    return axisInUnit(unit, Math.min(...all, 0), top, top / 2);
  }
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return axisInUnit(unit, low, high, (high - low) * 0.12);
}

/** Effects, shares, counts and times begin at nothing; a mean of 40 to 42 keeps its own scale. */
export function startsAtZero(metric: AlarmMetric): boolean {
  if (metric.kind === "column") return metric.value === "share" || metric.value.endsWith("_rate");
  return metric.kind !== "performance";
}
