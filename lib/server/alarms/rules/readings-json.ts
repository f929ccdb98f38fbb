import { unmeasured } from "#core/alarms/measure/reading.ts";
import type { AlarmStatus, Reading } from "#core/contracts/alarm-rules.ts";

/** One series of one slot as it is stored: what is null is left out. */
export interface StoredSeries {
  series: string;
  status: AlarmStatus;
  readings: Partial<Reading>[];
}

const EMPTY = unmeasured("no_data", "");

/** A stored reading with its nulls again. */
export function readingOf(stored: Partial<Reading>): Reading {
  return { ...EMPTY, message: null, ...stored };
}
