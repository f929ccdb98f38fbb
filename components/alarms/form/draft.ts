import { DAY_MS, nominalMs } from "#core/alarms/durations.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { metricInfo } from "#core/alarms/metrics.ts";
import type { AlarmComparison, AlarmCondition, AlarmExpression, RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { lookBackFor } from "./usual-comparison.ts";

/** What the form holds: what will be sent. */
export interface Draft {
  name: string;
  /** Null: Tidemark itself is watched. */
  model: string | null;
  definition: RuleDefinition;
}

/** A rule about `when`, with what goes without saying; the same as the contract's own defaults. */
export function newDefinition(when: AlarmExpression): RuleDefinition {
  return {
    description: "",
    when,
    version: null,
    slice: null,
    each_version: false,
    each_slice_of: null,
    window: "1d",
    every: "1h",
    delay: "0m",
    for: "0m",
    keep_firing_for: "0m",
    min_records: 200,
    on_no_data: "no_data",
    on_not_enough_data: "keep",
    on_error: "error",
    severity: "warning",
    labels: {},
    links: [],
    zone: "UTC",
  };
}

const WINDOWS = ["1d", "7d", "4w"] as const;
/** Records that a window should mostly hold. */
const ENOUGH = 250;

type Volume = Pick<ModelDetail, "records" | "first_record_at" | "last_record_at"> & {
  health: Pick<ModelDetail["health"], "records" | "window">;
};

/** The shortest window that mostly holds enough records of a model to say something, by what came lately or else ever. */
export function usualWindow({ records, first_record_at, last_record_at, health }: Volume): string {
  if (first_record_at === null || last_record_at === null) return "1d";
  const span = (from: string, to: string) => Math.max(1, (Date.parse(to) - Date.parse(from)) / DAY_MS);
  // A model that is younger than the window has not had all of it.
  const lately = Math.min(span(health.window.from, health.window.to), span(first_record_at, health.window.to));
  const perDay = health.records > 0 ? health.records / lately : records / span(first_record_at, last_record_at);
  return WINDOWS.find((window) => (perDay * nominalMs(window)) / DAY_MS >= ENOUGH) ?? "4w";
}

/** About four looks a window, as the starter sets do: more find nothing sooner. */
export function usualInterval(window: string): string {
  const quarter = nominalMs(window) / 4;
  return ["1w", "1d", "6h", "1h", "15m", "5m"].find((interval) => nominalMs(interval) <= quarter) ?? "1m";
}

/**
 * The rule to read the past with: all that only decides what the readings come to (thresholds, timing, severity, words) is set to one value, so that
 * changing it asks for no new readings.
 */
export function questionOf(definition: RuleDefinition): RuleDefinition {
  return {
    ...newDefinition(mapConditions(definition.when, neutral)),
    version: definition.version,
    slice: definition.slice,
    each_version: definition.each_version,
    each_slice_of: definition.each_slice_of,
    window: definition.window,
    every: definition.every,
    delay: definition.delay,
    zone: definition.zone,
  };
}

function mapConditions(expression: AlarmExpression, change: (condition: AlarmCondition) => AlarmCondition): AlarmExpression {
  if ("all" in expression) return { all: expression.all.map((part) => mapConditions(part, change)) };
  if ("any" in expression) return { any: expression.any.map((part) => mapConditions(part, change)) };
  return change(expression);
}

/** Over another window; what is usual is then learned from as many of those as it takes. */
export function withWindow(definition: RuleDefinition, window: string): RuleDefinition {
  const when = mapConditions(definition.when, (condition) => {
    const { is } = condition;
    if (is.kind !== "history" || nominalMs(is.look_back) >= 10 * nominalMs(window)) return condition;
    return { ...condition, is: { ...is, look_back: lookBackFor(window) } };
  });
  return { ...definition, window, when };
}

function neutral({ metric, is }: AlarmCondition): AlarmCondition {
  return { metric, is: neutralComparison(is), evidence: "required" };
}

function neutralComparison(is: AlarmComparison): AlarmComparison {
  if (is.kind === "change") return { ...is, direction: "either", threshold: 1, relative: true };
  if (is.kind === "history") return { ...is, direction: "either", width: 5 };
  return { kind: "above", threshold: 0, critical: null, clear: null };
}

/** Why the past cannot be read with these conditions; null: it can. */
export function whyNoBacktest(draft: Draft): string | null {
  if (draft.model === null) return "Tidemark itself is watched as it happens: there is no record of the past to try the threshold on.";
  const conditions = conditionsOf(draft.definition.when);
  for (const { metric } of conditions) {
    if ("column" in metric && metric.column === "") return "Choose a column to see its past.";
    if (metric.kind === "column" && metric.value === "share" && !metric.category) return "Choose a category to see its past.";
    const info = metricInfo(metric);
    if (info.live) return `${info.notShuffled ?? ""} The alarm works from now on.`.trim();
  }
  return [draft.definition.window, draft.definition.every].some((text) => text.startsWith("0"))
    ? "Window and interval need a length."
    : null;
}
