import { bump, countCoverage, type TaskCounter } from "./count-coverage.ts";
import { exactSums, moveSums, toInteger } from "./exact-sum.ts";
import { type Outcome, RANK_SUMS, RANKS, type RankingProfile, RECIPROCAL_QUANTUM } from "./types.ts";

/**
 * Counts ranking outcomes: ranks of the relevant item and their reciprocals. A rank is an integer from 1, null (not in the list) or
 * absent.
 */
export function createRankCounter(counts: RankingProfile): TaskCounter {
  const sums = exactSums(RANK_SUMS);

  function count(outcome: Outcome, weight: 1 | -1): void {
    const { rank, prediction } = outcome;
    const valid = rank === null || (rank !== undefined && Number.isInteger(rank) && rank >= 1);
    // A list that is known by its rank alone was a prediction all the same: only an explicit null is none.
    countCoverage(counts, outcome, prediction !== null, valid, weight);
    if (rank === undefined) return;
    if (!valid) {
      counts.invalidLabels += weight;
      return;
    }
    bump(counts.ranks, rank === null ? RANKS + 1 : Math.min(rank, RANKS + 1) - 1, weight);
    if (rank === null) return;
    const reciprocal = 1 / rank / RECIPROCAL_QUANTUM;
    sums.reciprocal.add(toInteger(reciprocal), weight);
    sums.reciprocalSquare.add(toInteger(reciprocal * reciprocal), weight);
  }

  return { count, counts, settle: () => moveSums(RANK_SUMS, sums, counts.sums) };
}
