import { bump, countCoverage, type TaskCounter } from "./count-coverage.ts";
import { exactSums, moveSums, toInteger } from "./exact-sum.ts";
import {
  CONFIDENCE_SIZE,
  REST,
  SAID_NOTHING,
  SAID_REST,
  SAID_THIS,
  SCORE_BINS,
  scoreBin,
  TABLE_SIZE,
  THIS,
  tableIndex,
  UNLABELLED,
} from "./score-table.ts";
import { type ClassificationProfile, type ClassificationSpec, type Outcome, PROBABILITY_QUANTUM, PROBABILITY_SUMS } from "./types.ts";

/** A probability of 0 or 1 is moved this far in before its logarithm is taken: the distance from 1 to the next double. */
const EPSILON = 2 ** -52;

type Known = string | number | boolean | null | undefined;

/** Counts classification outcomes: confusion, score tables, confidence, and exact log-loss and Brier sums. */
export function createClassCounter(spec: ClassificationSpec, counts: ClassificationProfile): TaskCounter {
  const classes = spec.classes.length;
  const index = new Map(spec.classes.map((name, i) => [name, i]));
  const sums = exactSums(PROBABILITY_SUMS);
  const scores = new Float64Array(classes);

  function count(outcome: Outcome, weight: 1 | -1): void {
    const said = className(outcome.prediction);
    const label = className(outcome.label);
    const saidClass = said === undefined ? undefined : (index.get(said) ?? classes);
    const labelClass = label === undefined ? undefined : (index.get(label) ?? classes);
    countCoverage(counts, outcome, said !== undefined, label !== undefined, weight);
    if (label === undefined && isGiven(outcome.label)) counts.invalidLabels += weight;
    if (saidClass !== undefined && labelClass !== undefined) {
      bump(counts.confusion, labelClass * (classes + 1) + saidClass, weight);
      if (saidClass === classes && said === label) counts.otherMatched += weight;
    }
    if (!countScores(outcome, saidClass, labelClass, weight)) counts.withoutScore += weight;
  }

  /** Whether there was a usable score. */
  function countScores(outcome: Outcome, said: number | undefined, label: number | undefined, weight: 1 | -1): boolean {
    const given = readScores(outcome);
    for (let i = 0; i < classes; i++) if (isScore(scores[i])) countTable(i, scores[i] as number, said, label, weight);
    if (spec.task === "binary") {
      const positive = scores[1] as number;
      if (given && label !== undefined && label < classes)
        countProbability(label === 1 ? positive : 1 - positive, square(positive - label), weight);
      return given;
    }
    const confidence = said === undefined || said === classes || !isScore(scores[said]) ? outcome.score : scores[said];
    if (said !== undefined && isScore(confidence)) countConfidence(confidence, said, label, outcome, weight);
    if (label !== undefined && label < classes && isScore(scores[label])) {
      countProbability(scores[label] as number, given ? brier(label) : undefined, weight);
    }
    return isScore(confidence) || scores.some(isScore);
  }

  /** Fills `scores`, NaN where unusable; returns whether all that the task needs are there. */
  function readScores(outcome: Outcome): boolean {
    scores.fill(Number.NaN);
    if (spec.task === "binary") {
      const positive = outcome.scores ? outcome.scores[1] : outcome.score;
      if (isScore(positive)) scores[1] = positive;
      return isScore(positive);
    }
    let all = true;
    for (let i = 0; i < classes; i++) {
      const score = outcome.scores?.[i];
      if (isScore(score)) scores[i] = score;
      else all = false;
    }
    return all;
  }

  function countTable(of: number, score: number, said: number | undefined, label: number | undefined, weight: 1 | -1): void {
    counts.tables[of] ??= new Float64Array(TABLE_SIZE);
    const saying = said === undefined ? SAID_NOTHING : said === of ? SAID_THIS : SAID_REST;
    bump(counts.tables[of], tableIndex(label === undefined ? UNLABELLED : label === of ? THIS : REST, saying, scoreBin(score)), weight);
  }

  function countConfidence(score: number, said: number, label: number | undefined, outcome: Outcome, weight: 1 | -1): void {
    counts.confidence ??= new Float64Array(CONFIDENCE_SIZE);
    const right = said === label && (said < classes || className(outcome.prediction) === className(outcome.label));
    const state = label === undefined ? UNLABELLED : right ? THIS : REST;
    bump(counts.confidence, state * SCORE_BINS + scoreBin(score), weight);
  }

  function countProbability(ofLabel: number, brierScore: number | undefined, weight: 1 | -1): void {
    const loss = -Math.log(Math.min(Math.max(ofLabel, EPSILON), 1 - EPSILON)) / PROBABILITY_QUANTUM;
    counts.logLossN += weight;
    sums.logLoss.add(toInteger(loss), weight);
    sums.logLossSquare.add(toInteger(loss * loss), weight);
    if (brierScore === undefined) return;
    const units = brierScore / PROBABILITY_QUANTUM;
    counts.brierN += weight;
    sums.brier.add(toInteger(units), weight);
    sums.brierSquare.add(toInteger(units * units), weight);
  }

  /** Sum over classes of (score - [is the label])^2. */
  function brier(label: number): number {
    let sum = 0;
    for (let i = 0; i < classes; i++) sum += square((scores[i] as number) - Number(i === label));
    return sum;
  }

  return { count, counts, settle: () => moveSums(PROBABILITY_SUMS, sums, counts.sums) };
}

/** A class as text: what a boolean or a number is in JSON. Undefined for what cannot be a class. */
function className(value: Known): string | undefined {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value === "boolean") return value ? "true" : "false";
  return typeof value === "number" && Number.isFinite(value) ? String(value) : undefined;
}

function isGiven(value: Known): boolean {
  return value !== null && value !== undefined;
}

function isScore(value: number | null | undefined): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function square(value: number): number {
  return value * value;
}
