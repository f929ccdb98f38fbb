"use client";

import { createContext, useContext } from "react";

export interface TimeRange {
  from: string;
  to: string;
}

/** What the Overview shows, and what the verdicts in the navigation are about. */
export const OVERVIEW_RANGE: TimeRange = { from: "now-7d", to: "now" };

export interface DefaultRange extends TimeRange {
  /** Why it is not simply the last 30 days. */
  note?: string | null;
  /** The default is not known yet: what depends on it waits instead of asking twice. */
  pending?: boolean;
}

/** The range that a page shows when its address names none. A model's pages widen it to where the data is. */
export const FALLBACK_RANGE: TimeRange = { from: "now-30d", to: "now" };

const Context = createContext<DefaultRange>(FALLBACK_RANGE);

export const DefaultRangeProvider = Context.Provider;

export function useDefaultRange(): DefaultRange {
  return useContext(Context);
}
