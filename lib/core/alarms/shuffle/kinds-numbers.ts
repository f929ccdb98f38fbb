import { emptyRanking, emptyRegression } from "../../performance/empty.ts";
import { unitOf } from "../../performance/metrics/units.ts";
import { RANKS, RECIPROCAL_QUANTUM, type RegressionSpec } from "../../performance/types.ts";
import { binCount } from "../../profiles/binning.ts";
import type { NumericBinning } from "../../profiles/types.ts";
import { fitTo } from "./fitted.ts";
import { type Kinds, NEVER, sumOf, taskError } from "./kinds.ts";

/** Labelled records by residual bin, then those without a prediction: for what follows from residuals alone. */
export function residualKinds(spec: RegressionSpec): Kinds {
  const bins = binCount(spec.residuals);
  const totals = { over: 0, under: 0, squareOver: 0, squareUnder: 0, fourth: 0 };
  const middles = middlesOf(spec.residuals, unitOf(spec));
  const of = (value: (residual: number) => number) => Float64Array.from(middles, (residual) => value(residual));
  const values = {
    over: of((residual) => Math.max(residual, 0)),
    under: of((residual) => Math.max(-residual, 0)),
    squareOver: of((residual) => Math.max(residual, 0) ** 2),
    squareUnder: of((residual) => Math.max(-residual, 0) ** 2),
    fourth: of((residual) => residual ** 4),
  };
  const names = Object.keys(values) as (keyof typeof values)[];
  const made = emptyRegression(bins, 1);
  let used = new Uint32Array(0);
  return {
    size: bins + 1,
    count(profile) {
      if (profile.task !== "regression") throw taskError();
      const labelled = new Float64Array(bins + 1);
      labelled.set(profile.residuals);
      labelled[bins] = profile.labelled - profile.n;
      const { residual, absolute, squareOver, squareUnder, fourth } = profile.sums;
      totals.over += Number(absolute + residual) / 2;
      totals.under += Number(absolute - residual) / 2;
      totals.squareOver += Number(squareOver);
      totals.squareUnder += Number(squareUnder);
      totals.fourth += Number(fourth);
      return { labelled, unlabelled: new Float64Array(bins + 1) };
    },
    settle(labelled) {
      used = Uint32Array.from(middles.keys()).filter((bin) => labelled[bin]! > 0);
      const counts = labelled.subarray(0, bins);
      for (const name of names) {
        const own = values[name];
        // The outermost bins have no end: what lies there can be as large as the total says.
        const kinds = [...new Set([0, bins - 1])].filter((bin) => own[bin]! > 0);
        fitTo(own, counts, totals[name], { kinds, least: Math.min(...kinds.map((bin) => own[bin]!)), most: Number.POSITIVE_INFINITY });
      }
      return null;
    },
    profile(counts) {
      const { over, under, squareOver, squareUnder, fourth } = values;
      let [n, ofOver, ofUnder, ofSquareOver, ofSquareUnder, ofFourth] = [0, 0, 0, 0, 0, 0];
      for (let i = 0; i < used.length; i++) {
        const bin = used[i]!;
        const count = counts[bin]!;
        if (count === 0) continue;
        n += count;
        ofOver += count * over[bin]!;
        ofUnder += count * under[bin]!;
        ofSquareOver += count * squareOver[bin]!;
        ofSquareUnder += count * squareUnder[bin]!;
        ofFourth += count * fourth[bin]!;
      }
      made.n = n;
      const whole = (value: number) => BigInt(Math.round(value));
      made.sums.residual = whole(ofOver - ofUnder);
      made.sums.absolute = whole(ofOver + ofUnder);
      made.sums.squareOver = whole(ofSquareOver);
      made.sums.squareUnder = whole(ofSquareUnder);
      made.sums.fourth = whole(ofFourth);
      return made;
    },
  };
}

/** The middles of residual bins in units of a regression's sums; of those without an end, the end that they have; of atoms their value. */
function middlesOf({ edges, atoms }: NumericBinning, unit: number): number[] {
  const atom = new Set(atoms);
  return Array.from({ length: edges.length + 1 }, (_, bin) => {
    const high = edges[bin] ?? edges[bin - 1] ?? 0;
    const low = edges[bin - 1] ?? high;
    return (atom.has(bin) ? high : (low + high) / 2) / unit;
  });
}

/** Predictions by prediction group, labelled and not; then those without a prediction, labelled and not: for estimated errors. */
export function groupKinds(groups: number): Kinds {
  const size = 2 * groups + 2;
  const made = emptyRegression(1, groups);
  return {
    size,
    count(profile) {
      if (profile.task !== "regression") throw taskError();
      const [labelled, unlabelled] = [new Float64Array(size), new Float64Array(size)];
      for (let group = 0; group < groups; group++) {
        labelled[group] = profile.groupLabelled[group]!;
        unlabelled[groups + group] = profile.groupPredictions[group]! - profile.groupLabelled[group]!;
      }
      labelled[2 * groups] = profile.labelled - sumOf(labelled);
      unlabelled[2 * groups + 1] = profile.predictions - profile.labelled - sumOf(unlabelled);
      return { labelled, unlabelled };
    },
    settle: NEVER,
    profile(counts) {
      for (let group = 0; group < groups; group++) {
        made.groupLabelled[group] = counts[group]!;
        made.groupPredictions[group] = counts[group]! + counts[groups + group]!;
      }
      return made;
    },
  };
}

/** Labelled lists by the rank of the relevant item: one by one, beyond, not in the list. */
export function rankKinds(): Kinds {
  const size = RANKS + 2;
  const made = emptyRanking();
  let beyond = { reciprocal: 0, square: 0 };
  const totals = { reciprocal: 0, square: 0 };
  const withinRanks = (ranks: Float64Array) => {
    const sum = { reciprocal: 0, square: 0 };
    for (let i = 0; i < RANKS; i++) {
      sum.reciprocal += ranks[i]! / (i + 1);
      sum.square += ranks[i]! / (i + 1) ** 2;
    }
    return sum;
  };
  return {
    size,
    count(profile) {
      if (profile.task !== "ranking") throw taskError();
      totals.reciprocal += Number(profile.sums.reciprocal) * RECIPROCAL_QUANTUM;
      totals.square += Number(profile.sums.reciprocalSquare) * RECIPROCAL_QUANTUM ** 2;
      return { labelled: profile.ranks.slice(), unlabelled: new Float64Array(size) };
    },
    settle(labelled) {
      const within = withinRanks(labelled);
      const n = Math.max(1, labelled[RANKS]!);
      // Those beyond share what is left of the sums.
      beyond = {
        reciprocal: Math.max(0, totals.reciprocal - within.reciprocal) / n,
        square: Math.max(0, totals.square - within.square) / n,
      };
      return null;
    },
    profile(counts) {
      made.ranks.set(counts);
      const { reciprocal, square } = withinRanks(counts);
      made.sums.reciprocal = BigInt(Math.round((reciprocal + counts[RANKS]! * beyond.reciprocal) / RECIPROCAL_QUANTUM));
      made.sums.reciprocalSquare = BigInt(Math.round((square + counts[RANKS]! * beyond.square) / RECIPROCAL_QUANTUM ** 2));
      return made;
    },
  };
}
