import { binarySpec, buildRegressionSpec, MAX_CLASSES, multiclassSpec, rankingSpec } from "./spec.ts";
import type { PerformanceSpec, Task } from "./types.ts";

/** What a model said of one id, and what was so; label undefined: not known. */
export interface Observed {
  prediction?: string | number | boolean | null;
  label?: string | number | boolean | null;
  /** A score came with the prediction, by class or by itself ... */
  scored?: boolean;
  /** ... and this is the one by itself: of the positive class, if there are two. */
  score?: number | null;
}

/** What a person has set; null or absent: as the data look. */
export interface SpecWish {
  task?: Task | null;
  positiveClass?: string | null;
}

/** Fewer pairs than this leave a regression's bins of residuals meaningless. */
const FEWEST_PAIRS = 10;
/** Mean scores of two classes this far apart are not by chance of the scores being confidences, which are alike. */
const CLEAR = 0.1;
/** Labels of numbers among all, from which on the others are taken for wrong ones. */
const MOSTLY = 0.95;
/** What programs write for the same two classes. */
const SPELLINGS = [
  ["0", "1"],
  ["false", "true"],
] as const;
/** Names that say by themselves which of two classes is the one that is looked for. */
const POSITIVE = ["1", "true", "yes", "y", "positive", "pos"];

/**
 * The spec for these predictions and labels; null as long as they do not say: no label, a single class, or fewer than 10 pairs of numbers.
 * Numbers as labels (19 of 20 at least): binary when all are 0 or 1 and the predictions are, too, or are probabilities, or have scores; else regression. Other
 * labels: binary with two classes, else multiclass with the MAX_CLASSES most frequent. The positive class is the one that a person has set,
 * or whose name says so (1, true, yes), or whose predictions have clearly higher scores, or the rarer one. The order of the data does not matter, save that a regression's bins are sampled.
 */
export function inferSpec(observed: readonly Observed[], wish: SpecWish = {}): PerformanceSpec | null {
  const labelled = observed.filter(({ label }) => isClass(label));
  if (labelled.length === 0) return null;
  const task = wish.task ?? inferTask(observed, labelled);
  if (task === "ranking") return rankingSpec();
  if (task === "regression") return regressionOf(observed);
  const probabilities = task === "binary" && saysProbabilities(observed);
  const labels = frequencies(labelled.map(({ label }) => label));
  const spell = spellingOf([...labels.keys()]);
  const predictions = probabilities ? [] : observed.map(({ prediction }) => (isClass(prediction) ? spell(String(prediction)) : null));
  const all = frequencies([...labelled.map(({ label }) => label), ...predictions]);
  if (isZeroOne(labelled) && labelled.every(({ label }) => typeof label === "number"))
    for (const name of ["0", "1"]) all.set(name, all.get(name) ?? 0);
  const byUse = [...all].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name);
  if (byUse.length < 2 && !(wish.positiveClass && !all.has(wish.positiveClass))) return null;
  if (task === "multiclass" || (task === null && byUse.length > 2)) return multiclassSpec(byUse.slice(0, MAX_CLASSES));
  const positive = wish.positiveClass || positiveOf(byUse, labels, observed);
  const negative = byUse.find((name) => name !== positive);
  return negative === undefined ? null : binarySpec(negative, positive);
}

/** Null: classes, and their number decides. */
function inferTask(observed: readonly Observed[], labelled: readonly Observed[]): Task | null {
  const ofNumbers = labelled.filter(({ label }) => typeof label === "number");
  if (ofNumbers.length < labelled.length) {
    if (saysProbabilities(observed)) return "binary";
    // A few labels of another type ("n/a", more digits than a number holds) do not make classes of many numbers: they are invalid.
    if (ofNumbers.length < MOSTLY * labelled.length || isZeroOne(ofNumbers)) return null;
  }
  const predictions = observed.flatMap(({ prediction }) => (isClass(prediction) ? [prediction] : []));
  if (isZeroOne(labelled) && (observed.some(({ scored }) => scored) || saysProbabilities(observed) || predictions.every(isZeroOrOne)))
    return "binary";
  const numbers = predictions.filter((prediction) => typeof prediction === "number").length;
  return 2 * numbers >= predictions.length ? "regression" : null;
}

function regressionOf(observed: readonly Observed[]): PerformanceSpec | null {
  const predictions: number[] = [];
  const labels: number[] = [];
  let pairs = 0;
  for (const { prediction, label } of observed) {
    if (typeof prediction !== "number") continue;
    predictions.push(prediction);
    labels.push(typeof label === "number" ? label : Number.NaN);
    if (typeof label === "number") pairs++;
  }
  return pairs < FEWEST_PAIRS ? null : buildRegressionSpec(predictions, labels);
}

function positiveOf(byUse: readonly string[], labels: ReadonlyMap<string, number>, observed: readonly Observed[]): string {
  const named = byUse.slice(0, 2).find((name) => POSITIVE.includes(name.toLowerCase()));
  if (named !== undefined) return named;
  const [first = "", second = ""] = byUse;
  const difference = meanScore(observed, first) - meanScore(observed, second);
  if (Math.abs(difference) > CLEAR) return difference > 0 ? first : second;
  return (labels.get(first) ?? 0) < (labels.get(second) ?? 0) ? first : second;
}

/** Of the predictions of a class; NaN without any. */
function meanScore(observed: readonly Observed[], name: string): number {
  let sum = 0;
  let n = 0;
  for (const { prediction, score } of observed) {
    if (typeof score !== "number" || !isClass(prediction) || String(prediction) !== name) continue;
    sum += score;
    n++;
  }
  return sum / n;
}

/** The predictions are not classes but numbers within 0..1, one of them between: probabilities of the positive class. */
function saysProbabilities(observed: readonly Observed[]): boolean {
  let between = false;
  for (const { prediction } of observed) {
    if (prediction === null || prediction === undefined) continue;
    if (typeof prediction !== "number" || !(prediction >= 0 && prediction <= 1)) return false;
    if (prediction > 0 && prediction < 1) between = true;
  }
  return between;
}

/**
 * How a class is called where the classes are these: labels of true and false and predictions of 0 and 1 are the same two classes (and the other way
 * round). Any other name stays as it is, and so do all of them unless both of a pair's names, or the one that is there, are the only classes.
 */
export function spellingOf(classes: readonly string[]): (name: string) => string {
  const own = SPELLINGS.find((pair) => classes.length > 0 && classes.every((name) => (pair as readonly string[]).includes(name)));
  const other = own && SPELLINGS.find((pair) => pair !== own)!;
  if (!own || !other) return (name) => name;
  return (name) => own[(other as readonly string[]).indexOf(name)] ?? name;
}

function frequencies(values: readonly Observed["label"][]): Map<string, number> {
  const found = new Map<string, number>();
  for (const value of values) if (isClass(value)) found.set(String(value), (found.get(String(value)) ?? 0) + 1);
  return found;
}

function isZeroOne(labelled: readonly Observed[]): boolean {
  return labelled.every(({ label }) => isZeroOrOne(label));
}

function isZeroOrOne(value: unknown): boolean {
  return value === 0 || value === 1;
}

function isClass(value: Observed["label"]): value is string | number | boolean {
  return typeof value === "number" ? Number.isFinite(value) : value !== null && value !== undefined;
}
