"use client";

import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import type { KeptVerdict } from "#core/contracts/verdict.ts";
import type { MetricId } from "#core/performance/metrics/result.ts";
import { useAnalysisQuery } from "./analyses.ts";
import { type QueryOptions, useModelQuery, type WindowParams } from "./drift.ts";

export interface PerformanceParams extends WindowParams {
  step?: PerformanceAnswer["step"] | null | undefined;
  /** The metric of the steps; without, the usual ones of the task. */
  metric?: MetricId | undefined;
}

/** How right the model was over a window, so far as labels have come, and how right it probably was. */
export function usePerformance(model: string, params: PerformanceParams, options: QueryOptions = {}) {
  return useModelQuery<PerformanceAnswer>(model, "performance", params, options);
}

/** Whether data drift or concept drift, and from what that is known. */
export function useVerdict(model: string, params: WindowParams, options: QueryOptions = {}) {
  return useAnalysisQuery<KeptVerdict>(model, "verdict", params, options);
}
