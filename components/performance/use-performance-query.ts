"use client";

import { useWindowParams } from "#client/url-state.ts";
import { type STEPS, useStep } from "./performance-state.ts";

export interface PerformanceQueryParams {
  from: string;
  to: string;
  version: string | null;
  slice: string | null;
  step: (typeof STEPS)[number] | null;
}

/** What every question of the Performance page is asked with, from the address. */
export function usePerformanceQuery(): PerformanceQueryParams {
  const window = useWindowParams();
  const [step] = useStep();
  return { ...window, step };
}
