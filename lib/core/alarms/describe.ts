import type { AlarmComparison, AlarmCondition, AlarmExpression, Reading, RuleDefinition } from "../contracts/alarm-rules.ts";
import { findCondition, limitsOf } from "./condition.ts";
import { durationWords } from "./durations.ts";
import { conditionsOf } from "./expression.ts";
import { formatNumber, formatValue } from "./format.ts";
import { metricInfo } from "./metrics.ts";
import type { Labels } from "./series.ts";

// Rules and what they saw, in sentences.

/** One line: "PSI of age above 0.2 over 1 day, every hour, for 2 hours; of version 3, country=KR". */
export function summaryOf(definition: RuleDefinition): string {
  const conditions = conditionsOf(definition.when);
  const looksBack = conditions.some(({ metric }) => !metricInfo(metric).live);
  const scope = [
    definition.version === null ? "" : `version ${definition.version}`,
    definition.slice === null ? "" : definition.slice,
    definition.each_version ? "each version" : "",
    definition.each_slice_of === null ? "" : `each ${definition.each_slice_of.replace(/^tags\./, "")}`,
  ].filter(Boolean);
  const parts = [
    expressionWords(definition.when) + (looksBack ? ` over ${durationWords(definition.window)}` : ""),
    `every ${durationWords(definition.every).replace(/^1 /, "")}`,
    definition.for.startsWith("0") ? "" : `for ${durationWords(definition.for)}`,
  ].filter(Boolean);
  return parts.join(", ") + (scope.length > 0 ? `; of ${scope.join(", ")}` : "");
}

function expressionWords(expression: AlarmExpression, inner = false): string {
  if ("all" in expression || "any" in expression) {
    const [parts, word] = "all" in expression ? [expression.all, " and "] : [expression.any, " or "];
    const words = parts.map((part) => expressionWords(part, parts.length > 1)).join(word);
    return inner && parts.length > 1 ? `(${words})` : words;
  }
  return conditionWords(expression);
}

/** "PSI of age above 0.2". */
function conditionWords({ metric, is }: AlarmCondition): string {
  const { title, unit } = metricInfo(metric);
  return `${title} ${comparisonWords(is, unit)}`;
}

function comparisonWords(is: AlarmComparison, unit: string): string {
  switch (is.kind) {
    case "above":
    case "below":
      return `${is.kind} ${formatValue(unit, is.threshold)}${is.critical === null ? "" : ` (critical ${formatValue(unit, is.critical)})`}`;
    case "outside":
      return `outside ${formatValue(unit, is.lower)} to ${formatValue(unit, is.upper)}`;
    case "change": {
      const verb = { above: "up", below: "down", either: "changed" }[is.direction];
      const by = is.relative ? `${formatNumber(is.threshold * 100)}%` : formatValue(unit, is.threshold);
      return `${verb} by more than ${by} against ${durationWords(is.period)} earlier`;
    }
    case "history": {
      const side = { above: "above", below: "below", either: "outside" }[is.direction];
      const season = is.seasonal ? " at this hour of the week" : "";
      return `${side} ${formatNumber(is.width)} robust deviations of what was usual${season} in ${durationWords(is.look_back)}`;
    }
  }
}

/**
 * What was seen, in one line: "PSI of age was 0.31, above 0.2". Of several conditions those that were beyond their threshold, joined by "and"; if
 * none was (data were missing), what the first one lacks. `labels` of the series say which column, version or slice.
 */
export function headlineOf(definition: RuleDefinition, labels: Labels, readings: readonly Reading[]): string {
  const conditions = conditionsOf(definition.when);
  const seen = conditions.flatMap((condition, i) => {
    const reading = readings[i];
    if (!reading || findCondition(condition, reading, definition).finding !== "breached") return [];
    return [sightWords(condition, labels, reading)];
  });
  const head = seen.length > 0 ? seen.join(" and ") : lackWords(definition, conditions[0], labels, readings[0]);
  const where = Object.entries(labels).filter(([name]) => SCOPES.includes(name));
  const rest = where.map(([name, value]) => (name === "slice" ? value : `${name} ${value}`)).join(", ");
  const line = capital(head);
  return rest === "" ? line : `${line} (${rest})`;
}

/** Labels of a series, beside its column, that a headline names. */
const SCOPES = ["version", "slice"];

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function titleFor({ metric }: AlarmCondition, labels: Labels): string {
  return metric.kind === "role_drift" && labels.column !== undefined
    ? metricInfo({ kind: "drift", statistic: metric.statistic, column: labels.column }).title
    : metricInfo(metric).title;
}

function sightWords(condition: AlarmCondition, labels: Labels, reading: Reading): string {
  const { unit } = metricInfo(condition.metric);
  return `${titleFor(condition, labels)} was ${formatValue(unit, reading.value)}, ${againstWords(condition, reading, unit)}`;
}

function againstWords({ is }: AlarmCondition, reading: Reading, unit: string): string {
  const limits = limitsOf(is, reading);
  const value = reading.value ?? 0;
  const above = limits?.upper != null && value > limits.upper;
  const limit = above ? limits.upper : (limits?.lower ?? limits?.upper ?? 0);
  const side = above ? "above" : "below";
  if (is.kind === "change") {
    const base = reading.base ?? 0;
    return `${above ? "up" : "down"} from ${formatValue(unit, base)} ${durationWords(is.period)} earlier`;
  }
  if (is.kind === "history")
    return `${side} the usual ${formatValue(unit, limits?.lower ?? null)} to ${formatValue(unit, limits?.upper ?? null)}`;
  return `${side} ${formatValue(unit, limit)}`;
}

function lackWords(
  definition: RuleDefinition,
  condition: AlarmCondition | undefined,
  labels: Labels,
  reading: Reading | undefined,
): string {
  if (!condition) return "nothing was read";
  const title = titleFor(condition, labels);
  const { unit } = metricInfo(condition.metric);
  if (!reading || reading.state === "no_data") return `no data for ${title}${reading?.message ? `: ${reading.message}` : ""}`;
  if (reading.state === "error") return `${title} could not be read${reading.message ? `: ${reading.message}` : ""}`;
  const few = reading.state === "not_enough_data" || reading.n < definition.min_records;
  if (reading.value === null) return `not enough data for ${title}${reading.message ? `: ${reading.message}` : ""}`;
  return `${title} was ${formatValue(unit, reading.value)}${few ? `, on ${formatNumber(reading.n)} records` : ""}`;
}

/** Whether these readings are worse than `than`: the first condition that is beyond its limits in either of them is farther beyond. */
export function isWorse(definition: RuleDefinition, readings: readonly Reading[], than: readonly Reading[]): boolean {
  for (const [i, { is }] of conditionsOf(definition.when).entries()) {
    const [now, before] = [beyond(is, readings[i]), beyond(is, than[i])];
    if (now > 0 || before > 0) return now > before;
  }
  return false;
}

/** How far a reading is beyond its limit; 0 within. Against a moving limit, in its own measure: what was usual may have moved, too. */
function beyond(is: AlarmComparison, reading: Reading | undefined): number {
  if (reading?.value == null) return 0;
  const limits = limitsOf(is, reading);
  if (!limits) return 0;
  const over = limits.upper === null ? 0 : reading.value - limits.upper;
  const under = limits.lower === null ? 0 : limits.lower - reading.value;
  return Math.max(over, under, 0);
}
