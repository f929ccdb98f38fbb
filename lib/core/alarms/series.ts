// A rule may look at many series at once: every column of a role, every version. One has its own state and its own incidents.

export type Labels = Record<string, string>;

export interface SeriesLabels {
  /** '' or e.g. `column=age,version=3` */
  series: string;
  labels: Labels;
}

/** The key of a series: its labels in their order, `name=value` joined by commas. All series of a rule have labels of the same names. */
export function seriesKey(labels: Readonly<Labels>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}

/** One series of a rule, and where each condition finds its reading of it. */
export interface JoinedSeries extends SeriesLabels {
  /** By condition: the index among its series, or null where it has none for this one. */
  parts: (number | null)[];
}

/**
 * The series of a rule from those of its conditions. Each series whose labels are not all part of another's is one; a condition gives it its own
 * series with the most labels that are all part of it. So "PSI of any input, and more than 500 records" has a series for each input, and all read
 * the one volume. In the order in which the conditions name them. No series: none.
 */
export function joinSeries(conditions: readonly (readonly SeriesLabels[])[]): JoinedSeries[] {
  const only = conditions[0];
  if (conditions.length === 1 && only) return only.map(({ series, labels }, i) => ({ series, labels, parts: [i] }));
  const all = new Map<string, SeriesLabels>();
  for (const list of conditions) for (const one of list) if (!all.has(one.series)) all.set(one.series, one);
  const candidates = [...all.values()];
  const largest = candidates.filter(
    (one) => !candidates.some((other) => other !== one && size(other) > size(one) && isPartOf(one.labels, other.labels)),
  );
  return largest.map(({ series, labels }) => ({ series, labels, parts: conditions.map((list) => bestPart(list, labels)) }));
}

const size = (one: SeriesLabels) => Object.keys(one.labels).length;

function isPartOf(part: Labels, whole: Labels): boolean {
  return Object.entries(part).every(([name, value]) => whole[name] === value);
}

function bestPart(list: readonly SeriesLabels[], labels: Labels): number | null {
  let best: number | null = null;
  for (const [i, one] of list.entries()) if (isPartOf(one.labels, labels) && (best === null || size(one) > size(list[best]!))) best = i;
  return best;
}
