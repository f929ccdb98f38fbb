import { statisticInfo, type Thresholds } from "./catalogue.ts";
import { resultOf } from "./compare.ts";
import { effectOf } from "./effect.ts";
import type { ColumnComparison, StatisticId, Verdict } from "./types.ts";

export interface ReasonInput {
  comparison: ColumnComparison;
  verdict: Verdict;
  statistic: StatisticId;
  value: number;
  p: number;
  thresholds: Thresholds;
  adjustedP: number | null;
  detectable: boolean;
  tested: number | null;
}

/** The sentence behind a verdict: the number, the threshold, what no drift would give at these sample sizes, p, and where most of it sits. */
export function reasonFor(input: ReasonInput): string {
  const { comparison, statistic, value, thresholds, verdict, detectable } = input;
  const name = `${statisticInfo(statistic).title} ${numberText(value)}`;
  const rows = `${rowsText(comparison.reference.rows)} reference and ${rowsText(comparison.current.rows)} current rows`;
  if (verdict === "stable") {
    const small = `${name} ${belowText(statistic, value, thresholds.warning)}`;
    return detectable
      ? `${small}: the difference is detectable with ${rows} (${evidenceText(input)}), but negligible.`
      : `${small}, and with ${rows} it cannot be told from chance (${evidenceText(input)}).`;
  }
  const large = `${name} ${aboveText(statistic, value, reachedThreshold(input))}`;
  if (verdict === "not_enough_data") {
    return `${large}, but with ${rows} no drift can give that too (${evidenceText(input)}). More rows would tell.`;
  }
  const critical = resultOf(comparison, statistic)?.critical ?? null;
  const chance =
    critical !== null && critical < value
      ? `no drift would give at most ${numberText(critical)} at these sample sizes`
      : `no drift would not give that with ${rows}`;
  return `${large}, and ${chance} (${evidenceText(input)}).${largestPart(input)}`;
}

function reachedThreshold({ statistic, value, thresholds }: ReasonInput): number {
  return effectOf(statistic, value) >= thresholds.drift ? thresholds.drift : thresholds.warning;
}

function aboveText(statistic: StatisticId, value: number, limit: number): string {
  if (statistic === "spread_ratio") return `is outside ${ratioRange(limit)}`;
  // Two numbers that look alike once rounded: "0.2 is above 0.2" helps nobody.
  const verb = numberText(Math.abs(value)) === numberText(limit) ? "reaches" : "is above";
  return `${verb} ${numberText(limit)}${inSize(statistic)}`;
}

function belowText(statistic: StatisticId, value: number, limit: number): string {
  if (statistic === "spread_ratio") return `is inside ${ratioRange(limit)}`;
  const verb = numberText(Math.abs(value)) === numberText(limit) ? "is just below" : "is below";
  return `${verb} ${numberText(limit)}${inSize(statistic)}`;
}

function ratioRange(limit: number): string {
  return `1/${numberText(1 + limit)} to ${numberText(1 + limit)}`;
}

function inSize(statistic: StatisticId): string {
  return statisticInfo(statistic).range[0] === 0 ? "" : " in size";
}

function evidenceText({ p, adjustedP, tested }: ReasonInput): string {
  if (adjustedP === null || tested === null || tested < 2) return pText(p);
  return `${pText(p)}; ${pText(adjustedP)} after correction over ${tested} columns`;
}

function largestPart({ comparison, statistic }: ReasonInput): string {
  if (statistic !== comparison.primary || !GROUPED.includes(statistic)) return "";
  const [first] = comparison.contributions;
  // Comparisons made `light` have none.
  if (!first) return "";
  const largest = comparison.contributions.reduce((a, b) => (b.contribution > a.contribution ? b : a), first);
  return ` Largest part: ${largest.label}, ${percentText(largest.referenceShare)} before and ${percentText(largest.currentShare)} now.`;
}

const GROUPED: readonly StatisticId[] = ["psi", "jensen_shannon", "hellinger", "total_variation", "l_infinity", "chi_square"];

/** p with the digits that mean something: "p = 0.03", "p = 4e-6", "p < 1e-9". */
export function pText(p: number): string {
  if (p < 1e-9) return "p < 1e-9";
  if (p < 0.001) return `p = ${p.toExponential(0)}`;
  return `p = ${Number(p.toPrecision(2))}`;
}

/** Three significant digits at most, two below one: 0.31, 1.25, 12.3, 1230. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return value.toExponential(1);
  if (size >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(size < 1 ? 2 : 3)));
}

function percentText(share: number): string {
  const percent = share * 100;
  return `${percent === 0 || percent === 100 || percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))}%`;
}

function rowsText(rows: number): string {
  return String(rows).replace(/\B(?=(\d{3})+$)/g, ",");
}
