import { nominalMs, parseDuration } from "#core/alarms/durations.ts";
import { slotsBetween, windowOf } from "#core/alarms/slots.ts";
import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";
import {
  BUCKET_MS,
  CLOCK_MARGIN_MS,
  DAY,
  HOUR,
  HOUR_HORIZON_MS,
  MINUTE,
  MINUTE_HORIZON_MS,
  type Resolution,
} from "#core/profiles/buckets.ts";

/** Slots of one back-test: more cannot be told apart on a screen. */
const MAX_SLOTS = 720;
/** Slots looked through for those: 90 days of every 5 minutes. */
const MAX_CANDIDATES = 30_000;

export interface PreviewSlots {
  slots: number[];
  /** Buckets that all windows are unions of. */
  resolution: Resolution;
  thinned: boolean;
}

/**
 * The slots of [from, to] that a back-test evaluates, oldest first. What is long ago is kept by hours and then by days, so there only slots are
 * taken whose window is made of whole ones. `most`: no more slots than these, evenly thinned.
 */
export function previewSlots(rule: RuleDefinition, from: number, to: number, now: number, most = MAX_SLOTS): PreviewSlots {
  const { every, thinned: coarse } = coarseEnough(rule.every, to - from);
  const all = slotsBetween({ ...rule, every }, from - 1, to, MAX_CANDIDATES);
  const first = all[0] === undefined ? from : windowOf(rule, all[0]).from;
  const FINE = [MINUTE, HOUR] as const;
  const resolution: Resolution = FINE.find((candidate) => first >= now - horizon(candidate) + CLOCK_MARGIN_MS) ?? DAY;
  const length = BUCKET_MS[resolution];
  const aligned = all.filter((slotAt) => {
    const window = windowOf(rule, slotAt);
    return window.from % length === 0 && window.to % length === 0;
  });
  // Midnights of a zone are never whole UTC days: then the windows are those days nearest to them, as everywhere.
  const usable = aligned.length > 0 ? aligned : all;
  const stride = Math.ceil(usable.length / Math.max(1, most));
  // From the newest backwards: what is happening now is always there.
  const slots = usable.filter((_, i) => (usable.length - 1 - i) % stride === 0);
  return { slots, resolution, thinned: coarse || slots.length < all.length };
}

/**
 * An interval of which the whole time has no more than MAX_CANDIDATES: every Nth slot of a rule is a slot of the same rule with N times the interval. Without it
 * only the beginning of the time would be looked at, and what is happening now would be missing.
 */
function coarseEnough(every: string, length: number): { every: string; thinned: boolean } {
  const { count, unit } = parseDuration(every);
  const times = Math.ceil(length / nominalMs(every) / (MAX_CANDIDATES - 1));
  return times > 1 ? { every: `${count * times}${unit}`, thinned: true } : { every, thinned: false };
}

function horizon(resolution: typeof MINUTE | typeof HOUR): number {
  return resolution === MINUTE ? MINUTE_HORIZON_MS : HOUR_HORIZON_MS;
}
