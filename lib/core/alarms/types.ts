import type { AlarmStatus, Reading, RuleDefinition, Severity } from "../contracts/alarm-rules.ts";

/** What an expression comes to in one slot of one series. */
export type Finding =
  /** Beyond the threshold, with evidence. */
  | "breached"
  /** Not beyond the threshold, but not beyond the clear threshold on the other side either: what fires goes on firing. */
  | "between"
  | "clear"
  | "no_data"
  | "not_enough_data"
  | "error";

/** One evaluation of one series: what the state machine is given. */
export interface SlotFinding {
  /** End of the slot, ms since the epoch. */
  slotAt: number;
  finding: Finding;
  /** When breached: the rule's severity, or critical beyond the critical threshold. */
  severity: Severity;
  readings: Reading[];
}

/** Where one series of a rule stands. Plain data that survives JSON. Times are slots, ms since the epoch. */
export interface SeriesState {
  status: AlarmStatus;
  /** Slot at which `status` was entered. */
  since: number;
  /** Last slot folded in: an earlier or equal one changes nothing. */
  slotAt: number;
  /** Since when it has been beyond the threshold without a break (pending and firing). */
  breachedSince: number | null;
  /** Last slot beyond the threshold. */
  breachedAt: number | null;
  /** Slot of the firing that is going on. */
  firedAt: number | null;
  /** Worst of the firing that is going on. */
  severity: Severity | null;
  /** Slots of the last changes between firing and not, newest last; those of the last 24 hours. */
  changes: number[];
  /** It has been said that it fires and clears all the time; people are told nothing more until it is quiet. */
  flapping: boolean;
}

/** What a person may have to know of. */
export type AlarmEvent =
  | { kind: "fired"; slotAt: number; severity: Severity }
  | { kind: "escalated"; slotAt: number; severity: Severity }
  | { kind: "resolved"; slotAt: number; firedAt: number }
  /** More than 6 changes within 24 hours: said once, and then nothing until it has been quiet. */
  | { kind: "flapping"; slotAt: number; changes: number };

export interface Step {
  state: SeriesState;
  events: AlarmEvent[];
}

/** A rule as the state machine sees it. */
export type RuleTiming = Pick<RuleDefinition, "for" | "keep_firing_for" | "on_no_data" | "on_not_enough_data" | "on_error" | "zone">;
