import type { AlarmStatus } from "#core/contracts/alarms.ts";

/** The state of a series, as it stands in tables and tooltips. */
export const STATUS_WORDS: Record<AlarmStatus, string> = {
  ok: "OK",
  pending: "Pending",
  firing: "Firing",
  recovering: "Recovering",
  resolved: "Resolved",
  no_data: "No data",
  not_enough_data: "Not enough data",
  error: "Error",
};
