"use client";

import type { OutputsAnswer } from "#core/contracts/outputs.ts";
import { type QueryOptions, useModelQuery, type WindowParams } from "./drift.ts";

export interface OutputsParams extends WindowParams {
  step?: OutputsAnswer["step"] | null | undefined;
  /** What no feedback means; the model's own setting unless said. */
  silence?: OutputsAnswer["silence"] | null | undefined;
}

/** What the model gave over a window, and what people did with it. */
export function useOutputs(model: string, params: OutputsParams, options: QueryOptions = {}) {
  return useModelQuery<OutputsAnswer>(model, "outputs", params, options);
}
