"use client";

import { useQueryStates } from "nuqs";
import type { RecordsParams } from "#client/api/records.ts";
import { recordsParsers, useTimeWindow, useVersion } from "#client/url-state.ts";
import type { Column } from "#core/contracts/models.ts";

/** What the page shows, as it stands in the address. */
export function useRecordsState() {
  return useQueryStates(recordsParsers, { history: "push" });
}

/** The question that the page asks: range, version, id, filters, order. */
export function useRecordsParams(): RecordsParams {
  const { from, to } = useTimeWindow();
  const [version] = useVersion();
  const [{ filter, id, order }] = useRecordsState();
  return { from, to, version, id, filter, order };
}

const DEFAULT_COUNT = 8;
const ROLE_ORDER = ["prediction", "score", "label", "input", "feedback", "tag", "service"];

/** Columns that can stand in the log. Text and images are long, but people may want them. */
export function shownColumns(columns: readonly Column[], chosen: readonly string[]): Column[] {
  const all = columns.filter((column) => !column.ignored);
  if (chosen.length > 0) return chosen.map((name) => all.find((column) => column.name === name)).filter((column) => column !== undefined);
  return all
    .filter((column) => column.derived_from === null && column.kind !== "image")
    .sort((a, b) => ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role))
    .slice(0, DEFAULT_COUNT);
}

/** The frame of the log has one height, full or empty, so that the page does not jump. */
export const LOG_HEIGHT = "h-[max(24rem,calc(100dvh-23rem))]";
