"use client";

import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { SILENCES } from "#core/performance/output-columns.ts";

/** What the Outputs page keeps in its address beside what all pages share (`lib/client/url-state.ts`). */

export const STEPS = ["hour", "day", "week", "month"] as const;

/** Width of a step; null leaves it to the server. */
export function useStep() {
  return useQueryState("step", parseAsStringLiteral(STEPS).withOptions({ history: "push" }));
}

/** What no feedback means; null is the model's own setting. */
export function useSilence() {
  return useQueryState("silence", parseAsStringLiteral(SILENCES).withOptions({ history: "push" }));
}

/** The metric drawn over time, as `metricKey` names it; null is the first. */
export function useMetricChoice() {
  return useQueryState("metric", parseAsString.withOptions({ history: "push" }));
}

/** The score whose histogram is drawn; null is the first. */
export function useScoreChoice() {
  return useQueryState("score", parseAsString.withOptions({ history: "push" }));
}
