const DAY = 86_400_000;
/** The window of a model whose data is fresh. */
const RECENT = 30 * DAY;
/** More than this is rarely one story, and its days would be narrower than a pixel. */
const LONGEST = 3 * 365 * DAY;

export interface DefaultWindow {
  from: string;
  to: string;
  /** Why not simply the last 30 days; null where it is just that. Shown beside the picker. */
  note: string | null;
}

/**
 * The window that the Drift page shows when the address names none, from the model's first and last record.
 *
 * - No data: the last 30 days, as everywhere.
 * - Data no older than 30 days that reach into the last 30 days: the last 30 days.
 * - Anything else: from the end of the reference, where that is a range of the model's own data (comparing it with itself says nothing), or
 *   else from the first record, to now; where the last record lies more than 30 days back, to the end of the data instead. "What
 *   changed, since when" needs the whole story, and a window that holds little of the data would hide it. Of more than 3 years, the last 3.
 *
 * Whole UTC days, so that the answer's alignment moves nothing.
 */
export function defaultWindow(first: string | null, last: string | null, now: number, referenceEnd: string | null = null): DefaultWindow {
  const recent: DefaultWindow = { from: "now-30d", to: "now", note: null };
  if (first === null || last === null) return recent;
  const begin = Date.parse(first);
  const end = Date.parse(last);
  if (!Number.isFinite(begin) || !Number.isFinite(end)) return recent;
  const afterReference = referenceEnd === null ? Number.NaN : Date.parse(referenceEnd);
  const fromReference = afterReference > begin && afterReference < end;
  const start = fromReference ? afterReference : begin;
  if (start >= now - RECENT) return recent;
  const stale = end < now - RECENT;
  const until = stale ? (Math.floor(end / DAY) + 1) * DAY : now;
  const capped = start < until - LONGEST;
  const from = new Date(Math.floor((capped ? until - LONGEST : start) / DAY) * DAY).toISOString();
  const span = capped
    ? "The last 3 years of the model's data"
    : fromReference
      ? "Everything since the reference ends"
      : "All of the model's data";
  return stale
    ? { from, to: new Date(until).toISOString(), note: `${span}: it ends more than 30 days ago.` }
    : { from, to: "now", note: capped || fromReference ? `${span}.` : `${span}, from its first record.` };
}
