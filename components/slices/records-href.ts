"use client";

import { useSearchParams } from "next/navigation";
import { queryString } from "#client/api/fetch-json.ts";
import { routes } from "#client/routes.ts";
import type { SlicesAnswer } from "#core/contracts/verdict.ts";

/** Makes the address of the records page with a slice's records: its filter, in the window that was looked at. */
export function useRecordsHref({ model, version, window }: Pick<SlicesAnswer, "model" | "version" | "window">) {
  const search = useSearchParams();
  const { from, to } = window;
  return (filter: string[]) =>
    `${routes.records(model)}${queryString({ from, to, version, tz: search.get("tz"), refresh: search.get("refresh"), filter })}`;
}
