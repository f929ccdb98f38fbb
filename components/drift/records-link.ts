import type { Bin } from "../charts/prepare-distribution.ts";

const isAtom = (from: number, to: number) => to - from <= Math.abs(to) * 1e-12;

/**
 * The filters (`column op value`, all of them to hold) that pick the records of a bin. Right-closed: `(from, to]`. A bin of one value asks for
 * that value. Null where no filter can say it: `other` is whatever the list of categories does not name.
 */
export function binFilters(column: string, bins: readonly Bin[]): string[] | null {
  const first = bins[0];
  const last = bins[bins.length - 1];
  if (!first || !last) return null;
  if (first.kind === "missing" || first.kind === "invalid") return bins.length === 1 ? [`${column}=${first.kind}`] : null;
  if (first.kind === "category") return bins.length === 1 ? [`${column}=${first.label}`] : null;
  if (first.kind !== "range" || last.kind !== "range") return null;
  if (first === last && first.from !== null && first.to !== null && isAtom(first.from, first.to)) return [`${column}=${first.to}`];
  const filters = [...(first.from === null ? [] : [`${column}>${first.from}`]), ...(last.to === null ? [] : [`${column}<=${last.to}`])];
  return filters.length > 0 ? filters : null;
}

/** The Records page with the records of a bin of the window; null where no filter can say which. */
export function recordsHref(
  model: string,
  column: string,
  bins: readonly Bin[],
  query: { from: string; to: string; version: string | null; tz?: string | null },
): string | null {
  const filters = binFilters(column, bins);
  if (!filters) return null;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  for (const filter of filters) search.append("filter", filter);
  return `/models/${encodeURIComponent(model)}/records?${search}`;
}
