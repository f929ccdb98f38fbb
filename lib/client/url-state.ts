"use client";

import {
  createParser,
  parseAsArrayOf,
  parseAsNativeArrayOf,
  parseAsString,
  parseAsStringLiteral,
  useQueryState,
  useQueryStates,
} from "nuqs";
import type { StatisticId } from "#core/contracts/common.ts";
import { parseWindow } from "#core/time/relative.ts";
import { type TimeRange, useDefaultRange } from "./default-window.ts";
import { useHydrated } from "./use-hydrated.ts";

export const REFRESH_INTERVALS = ["off", "5s", "10s", "30s", "1m", "5m", "15m"] as const;
export type RefreshInterval = (typeof REFRESH_INTERVALS)[number];
const REFRESH_MS: Record<RefreshInterval, number | false> = {
  off: false,
  "5s": 5000,
  "10s": 10_000,
  "30s": 30_000,
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
};
const TIME_ZONES = ["browser", "utc"] as const;

/** Named again here (and checked to be complete) because the contracts would bring their validator along into every page. */
const STATISTICS: Record<StatisticId, true> = {
  psi: true,
  ks: true,
  jensen_shannon: true,
  wasserstein: true,
  hellinger: true,
  total_variation: true,
  l_infinity: true,
  chi_square: true,
  missing_share: true,
  invalid_share: true,
  unseen_share: true,
  mean_shift: true,
  spread_ratio: true,
};
const STATISTIC_IDS = Object.keys(STATISTICS) as StatisticId[];

/** A string that is never "": an empty parameter says nothing. */
const parseAsText = createParser({ parse: (text: string) => text || null, serialize: (text: string) => text });

/** The whole state that all pages share, as it stands in the address. */
const urlParsers = {
  from: parseAsText,
  to: parseAsText,
  refresh: parseAsStringLiteral(REFRESH_INTERVALS).withDefault("off"),
  tz: parseAsStringLiteral(TIME_ZONES).withDefault("browser"),
  version: parseAsText,
  slice: parseAsText,
  column: parseAsText,
  statistic: parseAsStringLiteral(STATISTIC_IDS).withDefault("psi"),
};

/** The parameters that a link to another page takes along. */
const CARRIED = ["from", "to", "refresh", "tz", "version", "slice"] as const;

/** The query to give to a link inside the product, from the one of this page. */
export function carriedQuery(search: URLSearchParams, names: readonly string[] = CARRIED): string {
  const next = new URLSearchParams();
  for (const name of names) {
    const value = search.get(name);
    if (value) next.set(name, value);
  }
  const text = next.toString();
  return text ? `?${text}` : "";
}

export interface TimeWindow extends TimeRange {
  /** The address names no range: the page's own default is shown. */
  isDefault: boolean;
  /** Why the default is what it is; null where a range was chosen. */
  note: string | null;
  setRange: (range: TimeRange | null) => void;
}

/** The range of time asked for, as written (`now-7d`, RFC 3339): what the API is asked with. */
export function useTimeWindow(): TimeWindow {
  const fallback = useDefaultRange();
  // A step in time is a step in the history: Back undoes a zoom.
  const [state, setState] = useQueryStates({ from: urlParsers.from, to: urlParsers.to }, { history: "push" });
  const isDefault = state.from === null && state.to === null;
  return {
    from: state.from ?? fallback.from,
    to: state.to ?? (isDefault ? fallback.to : "now"),
    isDefault,
    note: isDefault ? (fallback.note ?? null) : null,
    setRange: (range) => void setState(range ? { from: range.from, to: range.to } : { from: null, to: null }),
  };
}

/** False while the address names no range and the model's own is not known yet. Questions about the range wait for it. */
export function useRangeReady(): boolean {
  const { isDefault } = useTimeWindow();
  const { pending } = useDefaultRange();
  return !(isDefault && pending);
}

/** Resolves a written range at `now`; null when it cannot be read or is empty. */
export function resolveRange(range: TimeRange, now: Date): { from: Date; to: Date } | null {
  try {
    const { from, to } = parseWindow(range.from, range.to, now);
    return from < to ? { from, to } : null;
  } catch {
    return null;
  }
}

export function useRefresh() {
  return useQueryState("refresh", urlParsers.refresh);
}

/** How often shown data is asked for again, in ms. */
export function useRefreshMs(): number | false {
  return REFRESH_MS[useRefresh()[0]];
}

export function useTz() {
  return useQueryState("tz", urlParsers.tz);
}

/** The IANA zone in which times are shown. UTC until the browser has taken over, so that both sides draw the same page. */
export function useTimeZone(): string {
  const [tz] = useTz();
  const hydrated = useHydrated();
  return tz === "utc" || !hydrated ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export function useVersion() {
  return useQueryState("version", { ...urlParsers.version, history: "push" });
}

/** `tag=value`, or null for all traffic. */
export function useSlice() {
  return useQueryState("slice", { ...urlParsers.slice, history: "push" });
}

/** The column in focus, by full name. */
export function useColumn() {
  return useQueryState("column", { ...urlParsers.column, history: "push" });
}

/** The statistic whose threshold decides. */
export function useStatistic() {
  return useQueryState("statistic", { ...urlParsers.statistic, history: "push" });
}

/** Everything that a question about a model's window needs; give it to `useDrift`, `useHeatmap` and the like. */
export function useWindowParams(): { from: string; to: string; version: string | null; slice: string | null } {
  const { from, to } = useTimeWindow();
  const [version] = useVersion();
  const [slice] = useSlice();
  return { from, to, version, slice };
}

/** State of the records page: `filter=age>40`, repeated. */
export const recordsParsers = {
  filter: parseAsNativeArrayOf(parseAsString),
  id: parseAsText,
  order: parseAsStringLiteral(["newest", "oldest"]).withDefault("newest"),
  columns: parseAsArrayOf(parseAsString).withDefault([]),
  record: parseAsText,
};
