"use client";

import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";

const parsers = {
  model: parseAsString,
  alarm: parseAsInteger,
  status: parseAsStringLiteral(["firing", "resolved"]),
  verdict: parseAsStringLiteral(["real", "false", "expected", "none"]),
  /** Where the page begins: the API's cursor. */
  after: parseAsString,
};

/** What the list shows, as it stands in the address. Another filter begins at the first page. */
export function useIncidentsState() {
  const [{ after, ...filter }, setState] = useQueryStates(parsers, { history: "push" });
  return {
    filter,
    after,
    isFiltered: Object.values(filter).some((value) => value !== null),
    setFilter: (change: Partial<typeof filter>) => void setState({ ...change, after: null }),
    clear: () => void setState(null),
    goTo: (cursor: string | null) => void setState({ after: cursor }),
  };
}
export type IncidentsState = ReturnType<typeof useIncidentsState>;
