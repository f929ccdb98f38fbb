import { emptyClassification } from "../../performance/empty.ts";
import {
  REST,
  SAID_NOTHING,
  SAID_REST,
  SAID_THIS,
  SCORE_BINS,
  scoreMiddle,
  TABLE_SIZE,
  THIS,
  tableIndex,
} from "../../performance/score-table.ts";
import { type ClassificationProfile, PROBABILITY_QUANTUM } from "../../performance/types.ts";
import { fitTo } from "./fitted.ts";
import { type Kinds, sumOf, taskError } from "./kinds.ts";

const CLASSES = 2;
/** Scores are kept 2^-52 away from 0 and 1. */
const LARGEST_LOG_LOSS = 52 * Math.LN2;
const SAYINGS = [SAID_NOTHING, SAID_REST, SAID_THIS] as const;
/** Labelled records without a score by label and prediction, then the other labelled ones, then the other unlabelled ones. */
const WITHOUT_SCORE = TABLE_SIZE;
const LABELLED = WITHOUT_SCORE + 4;
const OTHERS = LABELLED + 1;
const SIZE = OTHERS + 1;

/** What the metric is made of: scores alone, losses too, or scores and the confusion matrix that belongs to them. */
type ScoreUse = "scores" | "losses" | "confusion";

const OTHER_CLASSES =
  "Some labels or predictions are of neither class, and their scores are not counted apart: their records cannot be dealt again.";

/** A binary model's records by score bin, label and prediction: cells of its score table, and what has no score. */
export function scoreKinds(use: ScoreUse): Kinds {
  const totals = { logLoss: 0, logLossSquare: 0, brier: 0, brierSquare: 0, n: 0, others: 0 };
  let losses: CellLosses | null = null;
  return {
    size: SIZE,
    count(profile) {
      if (profile.task !== "binary") throw taskError();
      const [labelled, unlabelled] = [new Float64Array(SIZE), new Float64Array(SIZE)];
      const table = profile.tables[1] ?? new Float64Array(TABLE_SIZE);
      const first = tableIndex(REST, SAID_NOTHING, 0);
      unlabelled.set(table.subarray(0, first));
      labelled.set(table.subarray(first), first);
      const scored = { labelled: sumOf(labelled), unlabelled: sumOf(unlabelled) };
      let without = 0;
      const others = othersOf(profile);
      totals.others += others;
      if (others === 0) {
        for (const [i, cell] of cellsOf(table).entries()) {
          labelled[WITHOUT_SCORE + i] = profile.confusion[confusionCell(i)]! - cell;
          without += labelled[WITHOUT_SCORE + i]!;
        }
      }
      labelled[LABELLED] = profile.labelled - scored.labelled - without;
      unlabelled[OTHERS] = profile.predictions - profile.labelled - scored.unlabelled;
      totals.n += profile.logLossN - scored.labelled;
      for (const name of ["logLoss", "brier"] as const) totals[name] += Number(profile.sums[name]) * PROBABILITY_QUANTUM;
      for (const name of ["logLossSquare", "brierSquare"] as const) totals[name] += Number(profile.sums[name]) * PROBABILITY_QUANTUM ** 2;
      return { labelled, unlabelled };
    },
    settle(labelled) {
      if (use === "confusion" && totals.others > 0) return OTHER_CLASSES;
      if (use === "scores") return null;
      // A label of neither class is among the rest in the table, and in no loss.
      if (totals.n !== 0) return OTHER_CLASSES;
      losses = cellLosses(labelled, totals);
      return null;
    },
    profile(counts) {
      const made = emptyClassification("binary", CLASSES);
      const table = counts.subarray(0, TABLE_SIZE);
      made.tables[1] = table;
      if (use === "confusion")
        for (const [i, cell] of cellsOf(table).entries()) made.confusion[confusionCell(i)] = cell + counts[WITHOUT_SCORE + i]!;
      if (losses) addLosses(made, table, losses);
      return made;
    },
  };
}

/** Where the cell of (label, prediction) number i of 2 x 2 is in a matrix with a third row and column. */
function confusionCell(i: number): number {
  return Math.floor(i / CLASSES) * (CLASSES + 1) + (i % CLASSES);
}

/** Records with a score by label and prediction, 2 x 2. */
function cellsOf(table: Float64Array): number[] {
  const sum = (label: number, said: number) => {
    const start = tableIndex(label, said, 0);
    return sumOf(table.subarray(start, start + SCORE_BINS));
  };
  return [sum(REST, SAID_REST), sum(REST, SAID_THIS), sum(THIS, SAID_REST), sum(THIS, SAID_THIS)];
}

/** Labelled predictions with a third class as label or prediction. */
function othersOf({ confusion }: ClassificationProfile): number {
  return sumOf(confusion) - [0, 1, 2, 3].reduce((sum, i) => sum + confusion[confusionCell(i)]!, 0);
}

interface Losses {
  logLoss: Float64Array;
  logLossSquare: Float64Array;
  brier: Float64Array;
  brierSquare: Float64Array;
}

/** Losses by label {rest, this} and score bin, the score being in the middle of its bin. */
function lossesOfBins(): Losses {
  const of = (loss: (probability: number) => number) =>
    Float64Array.from({ length: 2 * SCORE_BINS }, (_, i) => {
      const score = scoreMiddle(i % SCORE_BINS);
      return loss(i < SCORE_BINS ? 1 - score : score);
    });
  return {
    logLoss: of((probability) => -Math.log(probability)),
    logLossSquare: of((probability) => Math.log(probability) ** 2),
    brier: of((probability) => (1 - probability) ** 2),
    brierSquare: of((probability) => (1 - probability) ** 4),
  };
}

/** Cells of the table in which there is a labelled record, and the losses of each. */
interface CellLosses {
  cells: Uint32Array;
  of: Losses;
}

/** The losses that lead to the totals: what is within a thousandth of certainty and wrong can have any. */
function cellLosses(labelled: Float64Array, totals: Record<keyof Losses, number>): CellLosses {
  const losses = lossesOfBins();
  const counts = byLabel(labelled);
  const certain = [SCORE_BINS - 1, SCORE_BINS];
  const [least, most] = [Math.log(SCORE_BINS), LARGEST_LOG_LOSS];
  fitTo(losses.logLoss, counts, totals.logLoss, { kinds: certain, least, most });
  fitTo(losses.logLossSquare, counts, totals.logLossSquare, { kinds: certain, least: least ** 2, most: most ** 2 });
  fitTo(losses.brier, counts, totals.brier);
  fitTo(losses.brierSquare, counts, totals.brierSquare);
  const cells = Uint32Array.from(labelled.subarray(0, TABLE_SIZE).keys()).filter((cell) => labelled[cell]! > 0);
  const ofThis = tableIndex(THIS, SAID_NOTHING, 0);
  const of = (values: Float64Array) => Float64Array.from(cells, (cell) => values[(cell < ofThis ? 0 : SCORE_BINS) + (cell % SCORE_BINS)]!);
  return {
    cells,
    of: {
      logLoss: of(losses.logLoss),
      logLossSquare: of(losses.logLossSquare),
      brier: of(losses.brier),
      brierSquare: of(losses.brierSquare),
    },
  };
}

/** Labelled records by label {rest, this} and score bin, whatever was predicted. */
function byLabel(table: Float64Array): Float64Array {
  const counts = new Float64Array(2 * SCORE_BINS);
  for (const [row, label] of [REST, THIS].entries())
    for (const said of SAYINGS)
      for (let bin = 0, at = tableIndex(label, said, 0); bin < SCORE_BINS; bin++)
        counts[row * SCORE_BINS + bin] = counts[row * SCORE_BINS + bin]! + table[at + bin]!;
  return counts;
}

function addLosses(made: ClassificationProfile, table: Float64Array, { cells, of }: CellLosses): void {
  let [n, logLoss, logLossSquare, brier, brierSquare] = [0, 0, 0, 0, 0];
  for (let i = 0; i < cells.length; i++) {
    const count = table[cells[i]!]!;
    if (count === 0) continue;
    n += count;
    logLoss += count * of.logLoss[i]!;
    logLossSquare += count * of.logLossSquare[i]!;
    brier += count * of.brier[i]!;
    brierSquare += count * of.brierSquare[i]!;
  }
  const whole = (value: number, unit: number) => BigInt(Math.round(value / unit));
  made.logLossN = n;
  made.brierN = n;
  made.sums.logLoss = whole(logLoss, PROBABILITY_QUANTUM);
  made.sums.logLossSquare = whole(logLossSquare, PROBABILITY_QUANTUM ** 2);
  made.sums.brier = whole(brier, PROBABILITY_QUANTUM);
  made.sums.brierSquare = whole(brierSquare, PROBABILITY_QUANTUM ** 2);
}
