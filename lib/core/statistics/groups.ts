import { validCount } from "#core/profiles/moments.ts";
import { type BinRange, countsByGroup, groupByReferenceQuantiles } from "#core/profiles/reference-groups.ts";
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
  const { ranges, filled } = referenceGroups(binning, reference, quantiles);
  const currentCounts = countsByGroup(current.counts, ranges);
  const groups = filled.map((group, i): GroupCount => ({ ...group, current: currentCounts[i]! }));
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

interface ReferenceGroups {
  ranges: BinRange[];
  /** The groups with the reference's counts; the current ones are 0. */
  filled: GroupCount[];
}

/** The groups that a reference profile was cut into before: every step of a series and every cell of a heat map asks for the same ones. */
const CUT = new WeakMap<ColumnProfile, Map<number, { binning: NumericBinning; n: number; groups: ReferenceGroups }>>();

function referenceGroups(binning: NumericBinning, reference: ColumnProfile, quantiles: number): ReferenceGroups {
  const n = validCount(reference);
  const known = CUT.get(reference) ?? new Map<number, { binning: NumericBinning; n: number; groups: ReferenceGroups }>();
  const found = known.get(quantiles);
  // A profile that is still being added to has another n.
  if (found && found.binning === binning && found.n === n) return found.groups;
  const ranges = groupByReferenceQuantiles(binning, reference, quantiles);
  const counts = countsByGroup(reference.counts, ranges);
  const digits = edgeDigits(ranges.slice(0, -1).map((range) => binning.edges[range.to - 1]!));
  const filled = ranges.map(({ from: firstBin, to }, i): GroupCount => {
    const lastBin = to - 1;
    const label = rangeLabel(binning, firstBin, lastBin, digits);
    return { label, kind: "range", ...binRange(binning, firstBin, lastBin), firstBin, lastBin, reference: counts[i]!, current: 0 };
  });
  const groups = { ranges, filled };
  CUT.set(reference, known);
  known.set(quantiles, { binning, n, groups });
  return groups;
}
