"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import { METRIC_IDS } from "#core/performance/metrics/result.ts";

/** What the Performance page keeps in its address beside what all pages share (`lib/client/url-state.ts`). */

export const STEPS = ["hour", "day", "week", "month"] as const;

/** The metric drawn over time; null is the task's first. */
export function useMetricChoice() {
  return useQueryState("metric", parseAsStringLiteral(METRIC_IDS).withOptions({ history: "push" }));
}

/** Width of a step; null leaves it to the server. */
export function useStep() {
  return useQueryState("step", parseAsStringLiteral(STEPS).withOptions({ history: "push" }));
}

/** The metric whose explanation is open. */
export function useExplainedMetric() {
  return useQueryState("explain", parseAsStringLiteral(METRIC_IDS).withOptions({ history: "push" }));
}
