const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long after the attempt before the next one is made; after the last of them the message is dead. Standard Webhooks' schedule. */
const PAUSES = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
/** The receiver may ask for more time, but not for ever. */
const LONGEST_RETRY_AFTER = 6 * HOUR;

/** Attempts in all. */
export const MOST_ATTEMPTS = PAUSES.length + 1;

/**
 * Milliseconds until the next attempt after `attempts` that failed; null: no more. `random` in [0, 1) spreads them by up to a tenth,
 * so that what failed together does not come back together. Retry-After makes it longer, never shorter.
 */
export function pauseAfter(attempts: number, random: number, retryAfterMs: number | null): number | null {
  const pause = PAUSES[attempts - 1];
  if (pause === undefined) return null;
  return Math.round(Math.max(pause * (1 + random / 10), Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER)));
}

/** As HTTP writes dates, old ways too. Anything else `Date.parse` would make something of: of "retry 3000" the year 3000. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,? [\w :-]+( GMT)?$/;

/** Retry-After in ms from `now`, of seconds, however many, or of a date; null without one that can be read. */
export function readRetryAfter(header: string | string[] | undefined, now: Date): number | null {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (!text) return null;
  if (/^\d+$/.test(text)) return Number(text) * SECOND;
  const at = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
