import { balancedCramersV, contingency } from "./chi-square.ts";
import { chiSquaredUpperQuantile } from "./distributions/chi-squared.ts";
import { hellinger } from "./hellinger.ts";
import { jensenShannon } from "./jensen-shannon.ts";
import { lInfinity } from "./l-infinity.ts";
import { psi } from "./psi.ts";
import { groupsUsed, sampleNoise, total } from "./shares.ts";
import { totalVariation } from "./total-variation.ts";
import type { CompareOptions, GroupCount, StatisticId, StatisticResult } from "./types.ts";

export interface GroupEvidence {
  p: number;
  cells: number;
  words: string;
}

/**
 * The six statistics on groups, one result each. Their evidence is one and the same: the larger of two p, that of PSI against
 * chi2(B - 1)(1/N + 1/M) and that of the pooled test. Alone, the first is far too small with sparse groups, the second a little too small
 * when the reference is the small side (docs/adr/0002). Empty when a side has no rows.
 *
 * To second order PSI, 8 H^2, 8 ln2 JS^2 and 4 V^2 are all sum (c - r)^2 / share, hence the same chi-squared variable times (1/N + 1/M)
 * without drift: from it come their expected and critical values, as roots (slightly above the mean of the root).
 */
export function groupStatistics(groups: readonly GroupCount[], evidence: GroupEvidence, options: CompareOptions): StatisticResult[] {
  const reference = groups.map((group) => group.reference);
  const current = groups.map((group) => group.current);
  const n = total(reference);
  const m = total(current);
  const stability = psi(reference, current, options.emptyShare, options.alpha);
  if (!stability) return [];
  const df = groupsUsed(reference, current) - 1;
  const noise = sampleNoise(n, m);
  const quantile = chiSquaredUpperQuantile(options.alpha, df);
  const root = (factor: number) => ({
    expected: Math.min(1, Math.sqrt((df * noise) / factor)),
    critical: Math.min(1, Math.sqrt((quantile * noise) / factor)),
  });
  const details = { groups: df + 1, cells: evidence.cells, p_limit: stability.p, p_pooled: evidence.p };
  const result = (id: StatisticId, value: number, numbers: { expected: number | null; critical: number | null }): StatisticResult => ({
    id,
    value,
    lower: value,
    upper: value,
    ...numbers,
    p: Math.max(stability.p, evidence.p),
    evidence: stability.p > evidence.p ? "chi-squared limit of PSI" : evidence.words,
    details,
  });
  const stable = result("psi", stability.value, { expected: stability.expected, critical: stability.critical });
  if (options.light && options.primary === "psi") return [stable];
  const table = contingency(reference, current);
  if (!table) return [];
  return [
    stable,
    result("jensen_shannon", jensenShannon(reference, current)!.value, root(8 * Math.LN2)),
    result("hellinger", hellinger(reference, current)!.value, root(8)),
    result("total_variation", totalVariation(reference, current)!.value, {
      expected: expectedVariation(reference, current, noise),
      critical: null,
    }),
    result("l_infinity", lInfinity(reference, current)!.value, { expected: null, critical: null }),
    {
      ...result("chi_square", balancedCramersV(reference, current)!.value, root(4)),
      details: {
        ...details,
        chi_square: table.statistic,
        df: table.df,
        p_unpooled: table.p,
        cramers_v: table.cramersV,
      },
    },
  ];
}

/** Mean of total variation without drift: each |c - r| is about |normal| of variance q (1 - q)(1/N + 1/M), q the pooled share. */
function expectedVariation(reference: readonly number[], current: readonly number[], noise: number): number {
  const rows = total(reference) + total(current);
  let sum = 0;
  for (let i = 0; i < reference.length; i++) {
    const pooled = (reference[i]! + current[i]!) / rows;
    sum += Math.sqrt((2 / Math.PI) * pooled * (1 - pooled) * noise);
  }
  return Math.min(1, sum / 2);
}
