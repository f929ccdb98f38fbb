"use client";

import { parseAsInteger, parseAsStringLiteral, useQueryState } from "nuqs";
import { useWindowParams } from "#client/url-state.ts";

/** What the Slices page keeps in its address beside what all pages share (`lib/client/url-state.ts`). */

export const BY = ["level", "change"] as const;
export const SUPPORTS = [30, 100, 300, 1000] as const;
const SORTS = ["lost", "n", "rate", "change", "p"] as const;
export type Sort = (typeof SORTS)[number];

/** Worse than the other records now, or become worse since the reference by more than they. */
export function useBy() {
  return useQueryState("by", parseAsStringLiteral(BY).withDefault("level").withOptions({ history: "push" }));
}

/** Labelled records that a slice needs. */
export function useSupport() {
  return useQueryState("support", parseAsInteger.withDefault(30).withOptions({ history: "push" }));
}

export function useSort() {
  return useQueryState("sort", parseAsStringLiteral(SORTS).withDefault("lost").withOptions({ history: "push" }));
}

/** What the page asks the API with. */
export function useSlicesQuery() {
  const window = useWindowParams();
  const [by] = useBy();
  const [support] = useSupport();
  return { ...window, by, min_support: Math.min(1_000_000, Math.max(2, support)) };
}
