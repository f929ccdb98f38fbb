"use client";

import { parseAsArrayOf, parseAsStringLiteral, useQueryState } from "nuqs";
import { DETECTOR_IDS, type DetectorId } from "#core/detectors/types.ts";
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

/** Those whose marks mean something most of the time; EDDM and KSWIN alarm often on nothing. */
const SHOWN_DETECTORS: DetectorId[] = ["adwin", "ddm", "page_hinkley"];

/** The streaming detectors whose marks are on the chart. */
export function useShownDetectors() {
  return useQueryState(
    "detectors",
    parseAsArrayOf(parseAsStringLiteral(DETECTOR_IDS)).withDefault(SHOWN_DETECTORS).withOptions({ history: "replace" }),
  );
}

/** The metric whose explanation is open. */
export function useExplainedMetric() {
  return useQueryState("explain", parseAsStringLiteral(METRIC_IDS).withOptions({ history: "push" }));
}
