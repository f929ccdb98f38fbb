import { standardDeviation } from "#core/profiles/moments.ts";
import type { Binning, ColumnProfile } from "#core/profiles/types.ts";
import { balancedCramersV } from "./chi-square.ts";
import { hellinger } from "./hellinger.ts";
import { jensenShannon } from "./jensen-shannon.ts";
import { lInfinity } from "./l-infinity.ts";
import { psi } from "./psi.ts";
import { total } from "./shares.ts";
import { totalVariation } from "./total-variation.ts";
import type { Contribution, GroupCount, StatisticId } from "./types.ts";
import { wassersteinOf } from "./value-statistics.ts";

/**
 * A statistic taken apart by groups, in their order: what each adds. PSI and total variation: parts of the value. Jensen-Shannon, Hellinger,
 * chi-square: parts of the squared value. L-infinity: |c - r|. KS: |F_c - F_r| at the group's upper edge. Wasserstein: the part of the
 * integral inside the group. Shares of missing, invalid and unseen: the group's own difference. Mean and spread have no parts by group:
 * they are shown with those of PSI. Shares in the answer are of all rows; empty when a side has no rows.
 */
export function contributionsOf(
  id: StatisticId,
  binning: Binning,
  reference: ColumnProfile,
  current: ColumnProfile,
  groups: readonly GroupCount[],
  emptyShare: number,
): Contribution[] {
  const r = groups.map((group) => group.reference);
  const c = groups.map((group) => group.current);
  const n = total(r);
  const m = total(c);
  if (n === 0 || m === 0) return [];
  const parts = partsOf(id, binning, reference, current, groups, r, c, emptyShare);
  return groups.map((group, i) => ({
    ...group,
    referenceShare: group.reference / n,
    currentShare: group.current / m,
    contribution: parts[i] ?? 0,
  }));
}

function partsOf(
  id: StatisticId,
  binning: Binning,
  reference: ColumnProfile,
  current: ColumnProfile,
  groups: readonly GroupCount[],
  r: number[],
  c: number[],
  emptyShare: number,
): number[] {
  switch (id) {
    case "jensen_shannon":
      return jensenShannon(r, c)?.contributions ?? [];
    case "hellinger":
      return hellinger(r, c)?.contributions ?? [];
    case "total_variation":
      return totalVariation(r, c)?.contributions ?? [];
    case "l_infinity":
      return lInfinity(r, c)?.contributions ?? [];
    case "chi_square":
      return balancedCramersV(r, c)?.contributions ?? [];
    case "ks":
      return cumulativeParts(groups);
    case "wasserstein":
      return wassersteinParts(binning, reference, current, groups);
    case "missing_share":
      return ownParts(groups, "missing");
    case "invalid_share":
      return ownParts(groups, "invalid");
    case "unseen_share":
      return ownParts(groups, "other");
    default:
      return psi(r, c, emptyShare)?.contributions ?? [];
  }
}

function cumulativeParts(groups: readonly GroupCount[]): number[] {
  const ranges = groups.filter((group) => group.kind === "range");
  const n = total(ranges.map((group) => group.reference));
  const m = total(ranges.map((group) => group.current));
  let below = 0;
  let belowCurrent = 0;
  return groups.map((group) => {
    if (group.kind !== "range" || n === 0 || m === 0) return 0;
    below += group.reference;
    belowCurrent += group.current;
    return Math.abs(belowCurrent / m - below / n);
  });
}

function wassersteinParts(binning: Binning, reference: ColumnProfile, current: ColumnProfile, groups: readonly GroupCount[]): number[] {
  if (binning.kind !== "numeric") return [];
  const sd = standardDeviation(binning, reference);
  const result = wassersteinOf(binning, reference, current, Number.isFinite(sd) ? sd : null);
  // Bins between two groups that are empty on both sides still have a part: they go to the group before them.
  const starts = groups.filter((group) => group.firstBin !== null).map((group) => group.firstBin!);
  return groups.map((group, i) => {
    if (!result || group.firstBin === null) return 0;
    let sum = 0;
    const first = i === 0 ? 0 : group.firstBin;
    const end = starts[i + 1] ?? result.bins.length;
    for (let bin = first; bin < end; bin++) sum += result.bins[bin]!.part;
    return sum;
  });
}

function ownParts(groups: readonly GroupCount[], kind: GroupCount["kind"]): number[] {
  const of = kind === "other" ? groups.filter((group) => group.kind !== "missing" && group.kind !== "invalid") : groups;
  const n = total(of.map((group) => group.reference));
  const m = total(of.map((group) => group.current));
  return groups.map((group) => (group.kind === kind && n > 0 && m > 0 ? group.current / m - group.reference / n : 0));
}
