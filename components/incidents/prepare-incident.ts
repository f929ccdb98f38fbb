import { limitsOf } from "#core/alarms/condition.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import type { AlarmStatus, Reading } from "#core/contracts/alarm-rules.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import type { Span } from "../charts/spans.ts";
import { axisInUnit, NO_VALUES, type ValueAxis } from "../charts/value-axis.ts";

export interface IncidentPoint {
  /** The slot, ms. */
  time: number;
  /** Null: the line breaks. */
  value: number | null;
  n: number;
  status: AlarmStatus;
}

export interface PreparedIncident {
  points: IncidentPoint[];
  x: Span;
  y: ValueAxis;
  /** When it fired until it ended, or until the last slot. */
  firing: Span;
  /** Stretches without a value. */
  gaps: Span[];
  /** What was allowed when it fired. */
  lower: number | null;
  upper: number | null;
  critical: number | null;
}

const HOUR = 3_600_000;

/** The chart of one condition of an incident; null where nothing was recorded. */
export function prepareIncident(incident: IncidentDetail, index: number): PreparedIncident | null {
  const { chart, at_firing } = incident;
  const condition = conditionsOf(incident.definition.when)[index];
  if (!condition || chart.length === 0) return null;
  const points = chart.map(({ slot_at, status, values, n }) => ({
    time: Date.parse(slot_at),
    value: values[index] ?? null,
    n: n[index] ?? 0,
    status: status as AlarmStatus,
  }));
  const reading: Reading | undefined = at_firing.readings[index];
  const limits = limitsOf(condition.is, reading ?? { base: null, base_width: null });
  const critical = condition.is.kind === "above" || condition.is.kind === "below" ? condition.is.critical : null;
  const fired = Date.parse(incident.fired_at);
  const last = points[points.length - 1]!.time;
  const [first, end] = [Math.min(points[0]!.time, fired), Math.max(last, fired + 1)];
  // A little air, so that marks at the ends are not cut in half; around a single slot as much as its mark can be seen in.
  const air = end - first > 1 ? (end - first) * 0.015 : HOUR / 2;
  const x = { from: first - air, to: end + air };
  const firing = { from: fired, to: Math.min(incident.resolved_at === null ? last : Date.parse(incident.resolved_at), end) };
  return {
    points,
    x,
    y: yAxis(points, [limits?.lower ?? null, limits?.upper ?? null, critical], incident.conditions[index]?.unit ?? ""),
    firing: { from: firing.from, to: Math.max(firing.from, firing.to) },
    gaps: gapsOf(points, x),
    lower: limits?.lower ?? null,
    upper: limits?.upper ?? null,
    critical,
  };
}

/** Every value and every limit, and 0 unless all are far from it: a share of 0.97 against 0.95 must not be pressed flat. */
function yAxis(points: readonly IncidentPoint[], limits: readonly (number | null)[], unit: string): ValueAxis {
  const all = [...points.map(({ value }) => value), ...limits].filter((value) => value !== null);
  if (all.length === 0) return NO_VALUES;
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const fromZero = low >= 0 && high - low > 0.2 * high;
  const [from, to] = [fromZero ? 0 : low, high];
  const air = (to - from || Math.abs(to) || 1) * 0.06;
  // What is never below zero has no axis below it either.
  return axisInUnit(unit, fromZero ? 0 : Math.max(from - air, low >= 0 ? 0 : Number.NEGATIVE_INFINITY), to, air);
}

/** From the last slot with a value to the next one with a value. */
function gapsOf(points: readonly IncidentPoint[], x: Span): Span[] {
  const gaps: Span[] = [];
  let from: number | null = points[0]!.value === null ? x.from : null;
  points.forEach((point, i) => {
    if (point.value === null) from ??= points[i - 1]!.time;
    else if (from !== null) {
      gaps.push({ from, to: point.time });
      from = null;
    }
  });
  if (from !== null && x.to > from) gaps.push({ from, to: x.to });
  return gaps;
}
