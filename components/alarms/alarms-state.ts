"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { STATUS_FILTERS } from "./filter-alarms.ts";

/** What the list keeps in its address. `model`: a name, or `ITSELF` (filter-alarms.ts). */
export function useAlarmFilter() {
  return useQueryStates(
    { model: parseAsString, status: parseAsStringLiteral(STATUS_FILTERS), find: parseAsString },
    { history: "replace", urlKeys: { find: "q" } },
  );
}
