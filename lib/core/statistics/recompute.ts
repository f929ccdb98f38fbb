import { balancedCramersV } from "./chi-square.ts";
import type { Explanation } from "./explain.ts";
import { hellinger } from "./hellinger.ts";
import { jensenShannon } from "./jensen-shannon.ts";
import { lInfinity } from "./l-infinity.ts";
import { psi } from "./psi.ts";
import { total } from "./shares.ts";
import { totalVariation } from "./total-variation.ts";
import type { Contribution } from "./types.ts";
import { absoluteLine } from "./wasserstein.ts";

/**
 * The value again, from nothing but the shown counts, ends and inputs of an explanation: what "recompute here" runs in the browser.
 * Null where the explanation has no value. Equal to the shown value to 1e-12.
 */
export function recompute(explanation: Pick<Explanation, "statistic" | "value" | "groups" | "inputs">): number | null {
  if (explanation.value === null) return null;
  const { groups, inputs, statistic } = explanation;
  const reference = groups.map((group) => group.reference);
  const current = groups.map((group) => group.current);
  switch (statistic) {
    case "psi":
      return psi(reference, current, inputs.empty_share ?? undefined)?.value ?? null;
    case "jensen_shannon":
      return jensenShannon(reference, current)?.value ?? null;
    case "hellinger":
      return hellinger(reference, current)?.value ?? null;
    case "total_variation":
      return totalVariation(reference, current)?.value ?? null;
    case "l_infinity":
      return lInfinity(reference, current)?.value ?? null;
    case "chi_square":
      return balancedCramersV(reference, current)?.value ?? null;
    case "ks":
      return recomputeKs(groups);
    case "wasserstein":
      return recomputeWasserstein(groups, inputs.reference_sd ?? 0);
    case "mean_shift":
      return recomputeMeanShift(inputs);
    case "spread_ratio":
      return inputs.reference_sd ? (inputs.current_sd ?? 0) / inputs.reference_sd : 1;
    case "missing_share":
      return ofKind(groups, "missing", () => true);
    case "invalid_share":
      return ofKind(groups, "invalid", () => true);
    case "unseen_share":
      return ofKind(groups, "other", (group) => group.kind !== "missing" && group.kind !== "invalid");
  }
}

function recomputeKs(groups: readonly Contribution[]): number {
  const n = total(groups.map((group) => group.reference));
  const m = total(groups.map((group) => group.current));
  let below = 0;
  let belowCurrent = 0;
  let largest = 0;
  for (const group of groups) {
    below += group.reference;
    belowCurrent += group.current;
    largest = Math.max(largest, Math.abs(belowCurrent / m - below / n));
  }
  return largest;
}

function recomputeWasserstein(groups: readonly Contribution[], sd: number): number {
  const n = total(groups.map((group) => group.reference));
  const m = total(groups.map((group) => group.current));
  const scale = sd > 0 ? sd : 1;
  let below = 0;
  let belowCurrent = 0;
  let end = groups[0]?.from ?? 0;
  let sum = 0;
  for (const group of groups) {
    const from = group.from ?? end;
    const to = group.to ?? from;
    const before = belowCurrent / m - below / n;
    // Between two bins that hold rows nothing rises: the difference stays what it is.
    sum += Math.abs(before) * (from / scale - end / scale);
    below += group.reference;
    belowCurrent += group.current;
    sum += absoluteLine(before, belowCurrent / m - below / n) * (to / scale - from / scale);
    end = to;
  }
  return sum;
}

function recomputeMeanShift(inputs: Explanation["inputs"]): number {
  const difference = (inputs.current_mean ?? 0) - (inputs.reference_mean ?? 0);
  return inputs.reference_sd ? difference / inputs.reference_sd : 0;
}

function ofKind(groups: readonly Contribution[], kind: Contribution["kind"], counted: (group: Contribution) => boolean): number {
  const all = groups.filter(counted);
  const own = groups.filter((group) => group.kind === kind);
  const side = (pick: (group: Contribution) => number) => total(own.map(pick)) / total(all.map(pick));
  return side((group) => group.current) - side((group) => group.reference);
}
