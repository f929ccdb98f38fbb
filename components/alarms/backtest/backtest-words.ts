import { formatNumber, formatValue } from "#core/alarms/format.ts";
import type { ShuffledRate, SimulatedFiring, Simulation } from "#core/alarms/simulate.ts";
import type { BacktestPoint } from "./prepare-backtest.ts";

/** "3 times", "once". */
function timesWords(count: number): string {
  return count === 1 ? "once" : `${formatNumber(count)} times`;
}

const aMonth = (rate: number) => formatNumber(rate >= 10 ? Math.round(rate) : Number(rate.toFixed(1)));

/** How long a firing took, in ms; one that is going on, until `end`. */
const lengthOf = ({ from, to }: SimulatedFiring, end: number) => (to ?? end) - from;

/** "would have fired 3 times in 90 days (1 a month), longest 4 days". `end`: the last slot. */
export function firedWords(simulation: Simulation, days: number, end: number): string {
  const { firings, perMonth, coveredDays } = simulation;
  if (coveredDays === 0) return `had no records to fire on in ${formatNumber(days)} days`;
  const all = simulation.series.flatMap((series) => series.firings);
  const covered = coveredDays < days * 0.9 ? `, of which ${formatNumber(Math.max(1, Math.round(coveredDays)))} had records` : "";
  const time = `in ${formatNumber(days)} days${covered}`;
  if (firings === 0 || perMonth === null) return `would not have fired ${time}`;
  const head = `would have fired ${timesWords(firings)} ${time}`;
  const longest = Math.max(...all.map((firing) => lengthOf(firing, end)));
  const open = all.filter(({ to }) => to === null).length;
  const still =
    open === 0 ? "" : open === 1 && firings === 1 ? ", and would be firing at the end" : `, ${formatNumber(open)} of them to the end`;
  return `${head} (${aMonth(perMonth)} a month), longest ${lengthWords(longest)}${still}`;
}

/** "4 days", "36 minutes"; a firing of one slot has no length that could be told. */
export function lengthWords(ms: number): string {
  return ms <= 0 ? "one look" : formatValue("seconds", ms / 1000);
}

/** "0.1 a month (0 to 0.4)": of all series, on records in shuffled order. One that mostly fires begins to seldom, so then it says how much it does. */
export function shuffledWords({ perMonth, low, high, firingShare }: ShuffledRate): string {
  const rate = `${aMonth(perMonth)} a month (${aMonth(low)} to ${aMonth(high)})`;
  return firingShare > 0.25 ? `${rate}, firing in ${formatNumber(Math.round(100 * firingShare))}% of the looks` : rate;
}

/**
 * Why values beyond the threshold may not have fired: looks with too few records, and looks in which it may be chance. Null: there was none.
 */
export function unsureWords(points: readonly BacktestPoint[], minRecords: number): string | null {
  const seen = points.filter(({ value }) => value !== null);
  const few = seen.filter(({ finding }) => finding === "not_enough_data").length;
  const chance = seen.filter(({ finding }) => finding === "between").length;
  const looks = `of ${formatNumber(seen.length)} looks`;
  const parts = [
    few > 0
      ? `${formatNumber(few)} ${looks} had fewer than ${formatNumber(minRecords)} records, too few to say: a longer window holds more.`
      : "",
    chance > 0 ? `In ${formatNumber(chance)} ${looks} it was not back yet, or may have been chance: nothing begins to fire there.` : "",
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" ") : null;
}
