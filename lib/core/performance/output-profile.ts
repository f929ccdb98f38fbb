import { addExact, type ExactNumber, exactNumber, exactText, parseExact, squareExact, ZERO } from "./output-sum.ts";

// What people did with the outputs of some predictions, by feedback column: additive, and every number in it exact, so merging is
// concatenating, taking out is subtracting, and order and split never show.

/** What feedback says in one column. */
export type FeedbackValue = boolean | number;

/** One prediction, with the feedback that holds for it now. */
export interface Output {
  /** The model gave no prediction and no score. */
  isNull: boolean;
  /** By full column name, e.g. `feedback.clicked`. */
  feedback: ReadonlyMap<string, FeedbackValue>;
}

export interface FeedbackCounts {
  /** Predictions with an answer. */
  n: number;
  /** Answers that are true, or a number above 0. */
  yes: number;
  /** Answers that are numbers, and their sums. */
  numbers: number;
  sum: ExactNumber;
  squares: ExactNumber;
}

export interface OutputProfile {
  predictions: number;
  /** Without an output. */
  nulls: number;
  /** With an answer in any feedback column. */
  answered: number;
  feedback: Map<string, FeedbackCounts>;
}

export function emptyOutputs(): OutputProfile {
  return { predictions: 0, nulls: 0, answered: 0, feedback: new Map() };
}

function emptyFeedback(): FeedbackCounts {
  return { n: 0, yes: 0, numbers: 0, sum: ZERO, squares: ZERO };
}

/** Counts a prediction in (weight 1), or out again as it was counted (weight -1). */
export function addOutput(profile: OutputProfile, { isNull, feedback }: Output, weight: 1 | -1): void {
  profile.predictions += weight;
  if (isNull) profile.nulls += weight;
  if (feedback.size > 0) profile.answered += weight;
  for (const [name, value] of feedback) {
    const sum = typeof value === "number" ? exactNumber(value) : ZERO;
    const [yes, numbers] = [Number(value) > 0 ? 1 : 0, typeof value === "number" ? 1 : 0];
    addFeedback(profile.feedback, name, { n: 1, yes, numbers, sum, squares: squareExact(sum) }, weight);
  }
}

/** Adds `part` to `total`. */
export function mergeOutputsInto(total: OutputProfile, part: OutputProfile): void {
  total.predictions += part.predictions;
  total.nulls += part.nulls;
  total.answered += part.answered;
  for (const [name, counts] of part.feedback) addFeedback(total.feedback, name, counts, 1);
}

/** Adds `weight` times `part`. A column that nothing is left of goes. */
function addFeedback(columns: Map<string, FeedbackCounts>, name: string, part: FeedbackCounts, weight: 1 | -1): void {
  let total = columns.get(name);
  if (!total) {
    total = emptyFeedback();
    columns.set(name, total);
  }
  total.n += weight * part.n;
  total.yes += weight * part.yes;
  total.numbers += weight * part.numbers;
  if (part.sum.digits !== 0n) total.sum = addExact(total.sum, part.sum, weight);
  if (part.squares.digits !== 0n) total.squares = addExact(total.squares, part.squares, weight);
  const left = total.n !== 0 || total.yes !== 0 || total.numbers !== 0 || total.sum.digits !== 0n || total.squares.digits !== 0n;
  if (!left) columns.delete(name);
}

interface FeedbackJson {
  n: number;
  yes: number;
  numbers?: number;
  sum?: string;
  squares?: string;
}

/** As it is stored. */
export interface OutputProfileJson {
  predictions: number;
  nulls: number;
  answered: number;
  feedback: Record<string, FeedbackJson>;
}

/** One form for each profile: columns by name, sums only where numbers were counted. */
export function outputsToJson({ predictions, nulls, answered, feedback }: OutputProfile): OutputProfileJson {
  const columns = [...feedback].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    predictions,
    nulls,
    answered,
    feedback: Object.fromEntries(
      columns.map(([name, { n, yes, numbers, sum, squares }]) => [
        name,
        numbers === 0 ? { n, yes } : { n, yes, numbers, sum: exactText(sum), squares: exactText(squares) },
      ]),
    ),
  };
}

/** Reads what `outputsToJson` wrote. */
export function outputsFromJson({ predictions, nulls, answered, feedback }: OutputProfileJson): OutputProfile {
  return {
    predictions,
    nulls,
    answered,
    feedback: new Map(
      Object.entries(feedback).map(([name, { n, yes, numbers = 0, sum, squares }]) => [
        name,
        { n, yes, numbers, sum: sum === undefined ? ZERO : parseExact(sum), squares: squares === undefined ? ZERO : parseExact(squares) },
      ]),
    ),
  };
}
