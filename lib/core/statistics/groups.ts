import { countsByGroup, groupByReferenceQuantiles } from "#core/profiles/reference-groups.ts";
import type { Binning, CategoricalBinning, ColumnProfile, NumericBinning } from "#core/profiles/types.ts";
import { binRange, edgeDigits, rangeLabel } from "./labels.ts";
import type { GroupCount } from "./types.ts";

/** Groups of a numeric column: reference deciles. */
export const DECILES = 10;

/**
 * The groups that PSI, Jensen-Shannon, Hellinger, total variation, L-infinity and chi-square share, in the order of the bins, then
 * missing (always), then invalid (if any row of either side is).
 *
 * Numeric: unions of whole bins that end at the reference's k/`quantiles` quantiles. A value that alone holds 1/`quantiles` of the
 * reference gets a group of its own, with what lies below it and above it apart: a constant column that takes another value moves.
 * Categorical: one per category that occurs on either side, then `other`.
 * Empty input: a reference without a valid value has one group "all values".
 */
export function groupProfiles(binning: Binning, reference: ColumnProfile, current: ColumnProfile, quantiles = DECILES): GroupCount[] {
  const groups =
    binning.kind === "numeric" ? numericGroups(binning, reference, current, quantiles) : categoricalGroups(binning, reference, current);
  const rest = { from: null, to: null, firstBin: null, lastBin: null };
  groups.push({ label: "missing", kind: "missing", ...rest, reference: reference.missing, current: current.missing });
  if (reference.invalid > 0 || current.invalid > 0) {
    groups.push({ label: "invalid", kind: "invalid", ...rest, reference: reference.invalid, current: current.invalid });
  }
  return groups;
}

function numericGroups(binning: NumericBinning, reference: ColumnProfile, current: ColumnProfile, quantiles: number): GroupCount[] {
  const ranges = groupByReferenceQuantiles(binning, reference, quantiles);
  const referenceCounts = countsByGroup(reference.counts, ranges);
  const currentCounts = countsByGroup(current.counts, ranges);
  const digits = edgeDigits(ranges.slice(0, -1).map((range) => binning.edges[range.to - 1]!));
  const groups = ranges.map(({ from: firstBin, to }, i): GroupCount => {
    const lastBin = to - 1;
    return {
      label: rangeLabel(binning, firstBin, lastBin, digits),
      kind: "range",
      ...binRange(binning, firstBin, lastBin),
      firstBin,
      lastBin,
      reference: referenceCounts[i]!,
      current: currentCounts[i]!,
    };
  });
  return groups.length === 1 ? groups : groups.filter((group) => group.reference > 0 || group.current > 0);
}

function categoricalGroups(binning: CategoricalBinning, reference: ColumnProfile, current: ColumnProfile): GroupCount[] {
  const groups: GroupCount[] = [];
  for (let bin = 0; bin <= binning.categories.length; bin++) {
    const counts = { reference: reference.counts[bin]!, current: current.counts[bin]! };
    if (counts.reference === 0 && counts.current === 0) continue;
    const category = binning.categories[bin];
    const place = { from: null, to: null, firstBin: bin, lastBin: bin };
    groups.push(
      category === undefined
        ? { label: "other", kind: "other", ...place, ...counts }
        : { label: category, kind: "category", ...place, ...counts },
    );
  }
  return groups;
}
