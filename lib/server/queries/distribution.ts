import type { z } from "zod";
import type { DistributionAnswer, distributionQuerySchema } from "#core/contracts/drift.ts";
import { displayBins } from "#core/profiles/display.ts";
import { quantile, validCount } from "#core/profiles/moments.ts";
import type { Binning, ColumnProfile } from "#core/profiles/types.ts";
import { Problem } from "../http/problem.ts";
import { onSnapshot, type QueryContext } from "./context.ts";
import { readPart } from "./drift.ts";
import { columnByName, completeness, loadModel } from "./load-model.ts";
import { loadBucket, profileOf } from "./load-profiles.ts";
import { loadReference, referenceProfileOf } from "./load-reference.ts";
import { readWindow } from "./window.ts";

type Bin = DistributionAnswer["bins"][number];
const QUANTILES = [0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1];

/** Both histograms of a column on shared bins, few enough to draw; missing and invalid are bins of their own. */
export const distributionAnswer = onSnapshot(
  async (context: QueryContext, modelName: string, query: z.infer<typeof distributionQuerySchema>): Promise<DistributionAnswer> => {
    const model = await loadModel(context, modelName);
    const column = columnByName(model, query.column);
    if (!column.binning) {
      const detail = `Column "${column.name}" has no bins yet: ${column.kind === "text" || column.kind === "image" ? "look at the columns derived from it" : "none of its values is counted so far"}.`;
      throw new Problem({ status: 409, code: "no_binning", detail });
    }
    const { cover, window } = readWindow(query, context);
    const part = await readPart(context, model, query);
    const wanted = new Set([column.id]);
    const [bucket, reference, { completeUntil }] = await Promise.all([
      loadBucket(context, model, part, cover.ranges, wanted),
      loadReference(context, model, part, cover, wanted),
      completeness(context, model),
    ]);
    const before = referenceProfileOf(column, reference)!;
    const after = profileOf(column, bucket)!;
    const rows = (profile: ColumnProfile) => validCount(profile) + profile.missing + profile.invalid;
    const [referenceN, currentN] = [rows(before), rows(after)];
    const share = (count: number, n: number) => (n === 0 ? 0 : count / n);
    const binning = column.binning;
    return {
      column: column.name,
      role: column.role,
      kind: column.kind,
      unit: column.unit ?? null,
      window,
      reference_n: referenceN,
      current_n: currentN,
      bins: [...valueBins(binning, before, after, query.bins), ...otherBins(before, after)].map((bin) => ({
        ...bin,
        reference_share: share(bin.reference, referenceN),
        current_share: share(bin.current, currentN),
      })),
      quantiles:
        binning.kind === "numeric"
          ? QUANTILES.map((q) => ({ q, reference: finiteQuantile(binning, before, q), current: finiteQuantile(binning, after, q) }))
          : [],
      complete_until: completeUntil,
    };
  },
);

type CountedBin = Omit<Bin, "reference_share" | "current_share">;

function valueBins(binning: Binning, before: ColumnProfile, after: ColumnProfile, limit: number): CountedBin[] {
  if (binning.kind === "categorical") {
    return binning.categories
      .concat("other")
      .map(
        (label, i): CountedBin => ({
          label,
          kind: i === binning.categories.length ? "other" : "category",
          from: null,
          to: null,
          reference: before.counts[i] ?? 0,
          current: after.counts[i] ?? 0,
        }),
      )
      .filter((bin) => bin.kind !== "other" || bin.reference > 0 || bin.current > 0);
  }
  const sum = (profile: ColumnProfile, from: number, to: number) =>
    profile.counts.subarray(from, to).reduce((total, count) => total + count, 0);
  return displayBins(binning, [before, after], limit).map((bin) => ({
    label: bin.label,
    kind: "range",
    from: bin.from,
    to: bin.to,
    reference: sum(before, bin.fineFrom, bin.fineTo),
    current: sum(after, bin.fineFrom, bin.fineTo),
  }));
}

function otherBins(before: ColumnProfile, after: ColumnProfile): CountedBin[] {
  return (["missing", "invalid"] as const)
    .map((kind): CountedBin => ({ label: kind, kind, from: null, to: null, reference: before[kind], current: after[kind] }))
    .filter((bin) => bin.reference > 0 || bin.current > 0);
}

function finiteQuantile(binning: Extract<Binning, { kind: "numeric" }>, profile: ColumnProfile, q: number): number | null {
  const value = quantile(binning, profile, q);
  return Number.isFinite(value) ? value : null;
}
