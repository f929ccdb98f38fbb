import type { RuleDefinition } from "../contracts/alarm-rules.ts";
import { fromWall, toWall } from "../time/relative-zone.ts";
import { DAY_MS, HOUR_MS, nominalMs, parseDuration, shift } from "./durations.ts";

// When a rule is looked at, and at what. All times are ms since the epoch.

export interface SlotWindow {
  from: number;
  to: number;
}

type Slotted = Pick<RuleDefinition, "every" | "zone">;
type Windowed = Pick<RuleDefinition, "window" | "delay" | "zone">;

const WEEK_MS = 7 * DAY_MS;
/** 1970-01-05 was a Monday. */
const FIRST_MONDAY = 4;

/**
 * The first slot of a rule after `after`. Slots of minutes and hours are the multiples of the interval since the epoch; those of days are
 * midnights of the rule's zone (every Nth day since 1970-01-01 there), those of weeks the midnights at which Mondays begin (every Nth since
 * 1970-01-05). So a slot depends on nothing but the rule and time itself: not on when the rule was made, nor on whether anything ran.
 * A day that a zone left out has no slot of its own. Throws RangeError for an unknown zone.
 */
export function slotAfter(definition: Slotted, after: number): number {
  const { count, unit } = parseDuration(definition.every);
  if (unit === "m" || unit === "h") {
    const interval = Math.max(60_000, nominalMs(definition.every));
    return (Math.floor(after / interval) + 1) * interval;
  }
  const [step, origin] = unit === "w" ? [count * 7, FIRST_MONDAY] : [count, 0];
  const day = Math.floor(toWall(after, definition.zone) / DAY_MS);
  // One step back first: the calendar day at `after` may have begun before an earlier midnight that the zone repeats or leaves out.
  for (let k = Math.floor((day - origin) / step) - 1; ; k++) {
    const slot = fromWall((k * step + origin) * DAY_MS, definition.zone);
    if (slot > after) return slot;
  }
}

/** The slots in (from, to], oldest first, at most `limit` of them. */
export function slotsBetween(definition: Slotted, from: number, to: number, limit: number): number[] {
  const slots: number[] = [];
  let slot = slotAfter(definition, from);
  while (slot <= to && slots.length < limit) {
    slots.push(slot);
    slot = slotAfter(definition, slot);
  }
  return slots;
}

/** What is looked at in a slot: it ends `delay` before the slot and begins one `window` earlier; `to` is not part of it. */
export function windowOf(definition: Windowed, slotAt: number): SlotWindow {
  const to = shift(slotAt, parseDuration(definition.delay), -1, definition.zone);
  return { from: shift(to, parseDuration(definition.window), -1, definition.zone), to };
}

/** The window of the slot that was `period` earlier (`7d`): what a change is held against. Days keep the hour on the rule's clocks. */
export function earlierWindow(definition: Windowed, slotAt: number, period: string): SlotWindow {
  return windowOf(definition, shift(slotAt, parseDuration(period), -1, definition.zone));
}

/** More windows than this say no more of what is usual. */
const HISTORY_WINDOWS = 200;
/** Up to this length of window, its neighbours in the same week are about the same time of day. */
const NEIGHBOURLY_MS = 6 * HOUR_MS;

/**
 * The windows of the past that a band from history is made of, newest first, at most 200. They overlap neither each other nor the window of
 * the slot, and begin at most `look_back` before the slot. Seasonal: those of the same hour of the week, and with windows of up to six hours also the ones
 * just before and after them. Else: one after the other, going back from the window of the slot.
 */
export function historyWindows(definition: Windowed, slotAt: number, is: { look_back: string; seasonal: boolean }): SlotWindow[] {
  const { zone } = definition;
  const window = parseDuration(definition.window);
  const now = windowOf(definition, slotAt);
  const oldest = shift(slotAt, parseDuration(is.look_back), -1, zone);
  const length = nominalMs(definition.window);
  const found: SlotWindow[] = [];
  if (length === 0) return found;
  // A window longer than a week comes round with the first week that leaves it behind.
  const weeks = Math.max(1, Math.ceil(length / WEEK_MS));
  for (let k = 1; found.length < HISTORY_WINDOWS; k++) {
    const at = is.seasonal ? shift(now.to, { count: weeks, unit: "w" }, -k, zone) : shift(now.to, window, -k, zone);
    const middle = { from: shift(at, window, -1, zone), to: at };
    const after = { from: at, to: shift(at, window, 1, zone) };
    const before = { from: shift(middle.from, window, -1, zone), to: middle.from };
    const group = is.seasonal && length <= NEIGHBOURLY_MS ? [after, middle, before] : [middle];
    const fitting = group.filter(({ from }) => from >= oldest);
    if (fitting.length === 0) break;
    found.push(...fitting);
  }
  return found.slice(0, HISTORY_WINDOWS);
}
