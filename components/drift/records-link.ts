import type { Bin } from "../charts/prepare-distribution.ts";

const isAtom = (from: number, to: number) => to - from <= Math.abs(to) * 1e-12;

/** An edge right below a round number v: what lies above it is what is at least v (a cut below a value that has a bin of its own). */
function valueAbove(edge: number): number | null {
  const round = Number(edge.toPrecision(14));
  return round > edge && round - edge <= Math.abs(round) * 2 ** -52 ? round : null;
}

/** Words that a filter takes as states, and texts whose ends would be trimmed away, are quoted. */
function quoted(category: string): string {
  return /^(missing|invalid|other|)$|^\s|\s$|^"/.test(category) ? JSON.stringify(category) : category;
}

/**
 * The filters (`column op value`, all of them to hold) that pick the records of a bin. Right-closed: `(from, to]`. A bin of one value asks for
 * that value. Null where no filter is needed or none can say it.
 */
export function binFilters(column: string, bins: readonly Bin[]): string[] | null {
  const first = bins[0];
  const last = bins[bins.length - 1];
  if (!first || !last) return null;
  if (first.kind !== "range") {
    if (bins.length !== 1) return null;
    return [`${column}=${first.kind === "category" ? quoted(first.label) : first.kind}`];
  }
  if (last.kind !== "range") return null;
  if (first === last && first.from !== null && first.to !== null && isAtom(first.from, first.to)) return [`${column}=${first.to}`];
  const filters: string[] = [];
  if (first.from !== null) {
    const least = valueAbove(first.from);
    filters.push(least === null ? `${column}>${first.from}` : `${column}>=${least}`);
  }
  if (last.to !== null) {
    const below = valueAbove(last.to);
    filters.push(below === null ? `${column}<=${last.to}` : `${column}<${below}`);
  }
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
