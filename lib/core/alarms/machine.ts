import type { AlarmStatus, Severity } from "../contracts/alarm-rules.ts";
import { DAY_MS, type Duration, hasPassed, parseDuration } from "./durations.ts";
import type { AlarmEvent, Finding, RuleTiming, SeriesState, SlotFinding, Step } from "./types.ts";

/** More changes than this within 24 hours are flapping ... */
export const FLAPPING_CHANGES = 6;
/** ... until there are at most this many. */
const QUIET_CHANGES = 3;

/** A rule's timing, its durations read once: for running through thousands of slots. */
export interface Timing {
  for: Duration;
  keepFiringFor: Duration;
  zone: string;
  on: Record<"no_data" | "not_enough_data" | "error", string>;
}

export function timingOf(rule: RuleTiming): Timing {
  return {
    for: parseDuration(rule.for),
    keepFiringFor: parseDuration(rule.keep_firing_for),
    zone: rule.zone,
    on: { no_data: rule.on_no_data, not_enough_data: rule.on_not_enough_data, error: rule.on_error },
  };
}

/**
 * Where a series stands when what was seen after `to` (ms since the epoch) does not count any more, for it was seen by a clock that was ahead: what
 * fires fires, since `to` at the latest, until the slots that come say how it is. Slots after `to` are folded in again.
 */
export function rewound(state: SeriesState, to: number): SeriesState {
  const before = <Time extends number | null>(time: Time) => (time !== null && time > to ? (to as Time) : time);
  const changes = state.changes.filter((at) => at <= to);
  return {
    ...state,
    since: before(state.since),
    slotAt: before(state.slotAt),
    breachedSince: before(state.breachedSince),
    breachedAt: before(state.breachedAt),
    firedAt: before(state.firedAt),
    changes,
    flapping: state.flapping && changes.length > QUIET_CHANGES,
  };
}

const NO_EVENTS: AlarmEvent[] = [];

/**
 * One slot of one series: the state that follows, and what people may have to know. Pure: the same previous state and finding give the same step,
 * so a run can be cut anywhere and repeated. `previous` null: the series is new. An earlier or equal slot changes nothing.
 *
 * - breached: pending until it has been so for `for` (at once with 0m), then firing: event `fired`; `escalated` once if it gets critical.
 * - clear: pending is over without a word. Firing goes to recovering until `keep_firing_for` has passed since the last slot beyond the threshold,
 *   then to resolved (event `resolved`), and ok in the next slot. Breached again while recovering: firing, the same incident.
 * - between: firing goes on, as if beyond the threshold; anything else is as if clear.
 * - no_data, not_enough_data, error: as the rule says. `firing`: as breached. `ok`: as clear. `keep`: nothing changes. Their own status
 *   else: pending is over; an incident stays open, for missing data never counts as ok, until data come that say how it is.
 * - More than six changes between firing and not within 24 hours: event `flapping`, once, and again only after it was quiet (at most three).
 */
export function step(rule: RuleTiming, previous: SeriesState | null, slot: SlotFinding): Step {
  return advance(timingOf(rule), previous, slot.slotAt, slot.finding, slot.severity);
}

/** The same with a timing that has been read before. */
export function advance(timing: Timing, previous: SeriesState | null, slotAt: number, finding: Finding, severity: Severity): Step {
  if (previous && slotAt <= previous.slotAt) return { state: previous, events: NO_EVENTS };
  const meant = meaning(timing, finding);
  const from = previous ?? newSeries(slotAt);
  if (meant === "breached") return breached(timing, from, slotAt, severity);
  if (meant === "between" && from.firedAt !== null && from.status !== "recovering") return held(from, slotAt);
  if (meant === "clear" || meant === "between") return cleared(timing, from, slotAt);
  if (meant === "keep") return { state: enter(from, from.status === "resolved" ? "ok" : from.status, slotAt), events: NO_EVENTS };
  return { state: { ...enter(from, meant, slotAt), breachedSince: null }, events: NO_EVENTS };
}

function newSeries(slotAt: number): SeriesState {
  return {
    status: "ok",
    since: slotAt,
    slotAt,
    breachedSince: null,
    breachedAt: null,
    firedAt: null,
    severity: null,
    changes: [],
    flapping: false,
  };
}

type Meaning = "breached" | "between" | "clear" | "keep" | "no_data" | "not_enough_data" | "error";

function meaning(timing: Timing, finding: Finding): Meaning {
  if (finding === "breached" || finding === "between" || finding === "clear") return finding;
  const said = timing.on[finding];
  return said === "firing" ? "breached" : said === "ok" ? "clear" : said === "keep" ? "keep" : finding;
}

/** The state in another status, with changes of more than 24 hours ago forgotten. */
function enter(from: SeriesState, status: AlarmStatus, slotAt: number): SeriesState {
  const recent = slotAt - DAY_MS;
  const changes = from.changes.length > 0 && from.changes[0]! <= recent ? from.changes.filter((at) => at > recent) : from.changes;
  return {
    status,
    since: status === from.status ? from.since : slotAt,
    slotAt,
    breachedSince: from.breachedSince,
    breachedAt: from.breachedAt,
    firedAt: from.firedAt,
    severity: from.severity,
    changes,
    flapping: from.flapping && changes.length > QUIET_CHANGES,
  };
}

function breached(timing: Timing, from: SeriesState, slotAt: number, severity: Severity): Step {
  const since = from.breachedSince ?? slotAt;
  if (from.firedAt !== null) {
    const state = enter(from, "firing", slotAt);
    state.breachedSince = since;
    state.breachedAt = slotAt;
    if (severity !== "critical" || from.severity === "critical") return { state, events: NO_EVENTS };
    state.severity = "critical";
    return { state, events: [{ kind: "escalated", slotAt, severity }] };
  }
  const fires = hasPassed(since, slotAt, timing.for, timing.zone);
  const state = enter(from, fires ? "firing" : "pending", slotAt);
  state.breachedSince = since;
  state.breachedAt = slotAt;
  if (!fires) return { state, events: NO_EVENTS };
  state.firedAt = slotAt;
  state.severity = severity;
  return changed(state, { kind: "fired", slotAt, severity });
}

function held(from: SeriesState, slotAt: number): Step {
  const state = enter(from, "firing", slotAt);
  state.breachedSince = from.breachedSince ?? slotAt;
  state.breachedAt = slotAt;
  return { state, events: NO_EVENTS };
}

function cleared(timing: Timing, from: SeriesState, slotAt: number): Step {
  if (from.firedAt === null) {
    const state = enter(from, "ok", slotAt);
    state.breachedSince = null;
    return { state, events: NO_EVENTS };
  }
  const over = hasPassed(from.breachedAt ?? from.firedAt, slotAt, timing.keepFiringFor, timing.zone);
  const state = enter(from, over ? "resolved" : "recovering", slotAt);
  state.breachedSince = null;
  if (!over) return { state, events: NO_EVENTS };
  state.firedAt = null;
  state.severity = null;
  return changed(state, { kind: "resolved", slotAt, firedAt: from.firedAt });
}

/** Counts a change between firing and not, and says so when there are too many. */
function changed(state: SeriesState, event: AlarmEvent): Step {
  state.changes = [...state.changes, state.slotAt];
  if (state.flapping || state.changes.length <= FLAPPING_CHANGES) return { state, events: [event] };
  state.flapping = true;
  return { state, events: [event, { kind: "flapping", slotAt: state.slotAt, changes: state.changes.length }] };
}
