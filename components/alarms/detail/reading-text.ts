import { formatValue } from "#core/alarms/format.ts";
import { formatP } from "#core/charts/numbers.ts";
import type { Reading } from "#core/contracts/alarm-rules.ts";

/** "0.31 on 1,204 records, p < 0.001", or why there is none. */
export function readingText(reading: Reading | undefined, unit: string): string {
  if (!reading) return "nothing read yet";
  if (reading.value === null) return reading.message ?? NONE[reading.state];
  // A count is its own number of records, and a time rests on none.
  const records =
    reading.n > 0 && unit !== "count" && unit !== "seconds"
      ? ` on ${reading.n.toLocaleString("en-US")} ${reading.n === 1 ? "record" : "records"}`
      : "";
  const p = reading.p === null ? "" : `, p ${reading.p < 0.001 ? formatP(reading.p) : `= ${formatP(reading.p)}`}`;
  return `${formatValue(unit, reading.value)}${records}${p}`;
}

const NONE: Record<Reading["state"], string> = {
  ok: "no value",
  no_data: "no records",
  not_enough_data: "not enough records",
  error: "could not be read",
};
