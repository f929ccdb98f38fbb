import type { Reading } from "../../contracts/alarm-rules.ts";
import { benjaminiHochberg } from "../../statistics/benjamini-hochberg.ts";
import { effectOf } from "../../statistics/effect.ts";
import { evaluateDrift } from "../../statistics/evaluate.ts";
import type { ColumnComparison, StatisticId } from "../../statistics/types.ts";
import { measured, unmeasured } from "./reading.ts";

/**
 * A drift statistic of one column as a reading: its effect (|value|; for the spread ratio how far it or its inverse is above 1), its p as the
 * comparison gave it, n = rows of the window. `no_data` without rows in the window, `error` without a reference or when the column cannot
 * have the statistic.
 */
export function driftReading(comparison: ColumnComparison, statistic: StatisticId): Reading {
  const { reference, current } = comparison;
  if (current.rows === 0) return unmeasured("no_data", "There are no records in the window.");
  if (reference.rows === 0)
    return unmeasured("error", `The reference has no values of ${comparison.column.name}: nothing to compare with.`);
  const result = comparison.statistics.find(({ id }) => id === statistic);
  if (!result) return unmeasured("error", `${comparison.column.name} cannot have this statistic: it is ${comparison.column.kind}.`);
  if (result.value === null)
    return unmeasured("not_enough_data", `The values of ${comparison.column.name} in the window do not give this statistic.`, current.rows);
  return measured(effectOf(statistic, result.value), current.rows, { p: result.p });
}

/** The readings of several columns, p corrected over all of them (Benjamini-Hochberg). In the order given. */
export function correctedReadings(comparisons: readonly ColumnComparison[], statistic: StatisticId): Reading[] {
  const readings = comparisons.map((comparison) => driftReading(comparison, statistic));
  const adjusted = benjaminiHochberg(readings.map(({ p }) => p));
  return readings.map((reading, i) => ({ ...reading, p: adjusted[i] ?? null }));
}

/** Share of columns that drifted, 0..1, as the drift page says (effect and corrected evidence). n = the rows of the window. */
export function shareDriftedReading(comparisons: readonly ColumnComparison[], records: number): Reading {
  if (records === 0) return unmeasured("no_data", "There are no records in the window.");
  const { shareDrifted, verdict } = evaluateDrift(comparisons, { light: true });
  if (shareDrifted !== null) return measured(shareDrifted, records);
  return verdict === "no_reference" || comparisons.length > 0
    ? unmeasured("error", "There is no reference to compare with.")
    : unmeasured("error", "There are no columns to compare.");
}
