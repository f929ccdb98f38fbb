import type { AlarmMetric } from "../contracts/alarm-rules.ts";

/**
 * Evidence of an alarm is p <= 0.001, where a page that a person opens is content with 0.05, because a rule looks again and again. A rule
 * that looks every hour at the last day makes 30 independent looks a month at each series, and as windows that overlap cross a level some four
 * times as often as separate ones, it is as good as 120. At 0.05 that is 6 false alarms a month, at 0.001 0.12: one in eight months.
 */
export const ALARM_ALPHA = 0.001;

/** Half widths of readings are at 95 % (1.96 standard errors); at ALARM_ALPHA, two-sided, they are 3.2905 standard errors. */
export const STRETCH = 3.290526731491926 / 1.959963984540054;

/**
 * What shows that a value is not beyond its threshold by chance:
 * - `p`: of the test against the reference, corrected over the columns tested with it.
 * - `interval`: the sampling error, stretched from 95 % to ALARM_ALPHA, must lie beyond the threshold as a whole; without an interval
 *   there are too few records to say.
 * - `interval_if_any`: the same, but a figure that comes without an interval stands by itself.
 * - `none`: nothing was sampled.
 */
export type EvidenceKind = "p" | "interval" | "interval_if_any" | "none";

/**
 * | metric | evidence | why |
 * | --- | --- | --- |
 * | drift, role_drift | p | an effect is positive by chance alone; its interval is the binning's certificate and no sampling error |
 * | share_drifted | none | each column that counts has shown its own |
 * | column: shares | interval | "more than 5 % are missing" is a claim about a rate; a difference from the reference does not show it |
 * | column: mean, spread, percentiles | interval_if_any | percentiles of few records have no interval; `min_records` guards them |
 * | output, performance | interval | rates and scores of a sample |
 * | label_coverage, label_delay, volume, ingest_lag, no_data, system | none | counts and times: all of it is known |
 */
export function evidenceOf(metric: AlarmMetric): EvidenceKind {
  switch (metric.kind) {
    case "drift":
    case "role_drift":
      return "p";
    case "column":
      return isShare(metric.value) ? "interval" : "interval_if_any";
    case "output":
    case "performance":
      return "interval";
    default:
      return "none";
  }
}

function isShare(value: Extract<AlarmMetric, { kind: "column" }>["value"]): boolean {
  return value === "missing_rate" || value === "invalid_rate" || value === "unseen_rate" || value === "share";
}

/**
 * Whether `min_records` applies: to what is worked out from a sample. A volume below 100 must not be "not enough records", nor the time since
 * the last one.
 */
export function needsRecords(metric: AlarmMetric): boolean {
  return !["volume", "ingest_lag", "no_data", "system"].includes(metric.kind);
}
