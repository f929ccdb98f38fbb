import type { Observed, SpecWish } from "./infer-spec.ts";
import { MAX_CLASSES } from "./spec.ts";

export interface WishError {
  field: "task" | "positiveClass";
  /** What is wrong, to stand behind the name of the field. */
  message: string;
  /** The name that was not found, where a near one may be meant. */
  unknown?: string;
}

/** A task that leaves out more of the labels than this is not theirs. */
const TOLERATED = 0.1;
const EXAMPLES = 5;

/**
 * What does not fit between a person's wish and the labels and predictions that have come; empty when all does, and as long as there are
 * no labels to tell. `classes`: the classes that are known from elsewhere, e.g. from bins.
 */
export function wishErrors(observed: readonly Observed[], wish: SpecWish, classes: readonly string[] = []): WishError[] {
  const labels = observed.flatMap(({ label }) => (label === null || label === undefined ? [] : [label]));
  const errors: WishError[] = [];
  const wrong = wish.task && labels.length > 0 ? taskError(wish, observed, labels) : null;
  if (wrong) errors.push({ field: "task", message: wrong });
  const positive = wish.positiveClass;
  if (!positive) return errors;
  if (wish.task && wish.task !== "binary") {
    errors.push({ field: "positiveClass", message: `goes with the task binary, not with ${wish.task}` });
    return errors;
  }
  const seen = new Set([...classes, ...labels.map(String), ...classesPredicted(observed)]);
  if (seen.size > 0 && !seen.has(positive))
    errors.push({ field: "positiveClass", message: `there is no class "${positive}" yet`, unknown: positive });
  else if (!wish.task && byUse(labels).length > 2)
    errors.push({ field: "positiveClass", message: `the labels have ${byUse(labels).length} classes; set the task to binary, too` });
  return errors;
}

function taskError(wish: SpecWish, observed: readonly Observed[], labels: readonly NonNullable<Observed["label"]>[]): string | null {
  const names = byUse(labels);
  const outside = (fits: (label: NonNullable<Observed["label"]>) => boolean) =>
    labels.filter((label) => !fits(label)).length / labels.length;
  const isNumber = (value: unknown) => typeof value === "number" && Number.isFinite(value);
  switch (wish.task) {
    case "regression": {
      if (outside(isNumber) > TOLERATED) return `regression needs labels that are numbers, and these are ${listed(names)}`;
      const predictions = observed.flatMap(({ prediction }) => (prediction === null || prediction === undefined ? [] : [prediction]));
      const text = predictions.filter((prediction) => !isNumber(prediction));
      return text.length > TOLERATED * predictions.length
        ? `regression needs predictions that are numbers, and these are ${listed(byUse(text))}`
        : null;
    }
    case "ranking":
      return outside((label) => label === false || (isNumber(label) && Number.isInteger(label) && Number(label) >= 0)) > TOLERATED
        ? `ranking needs labels that are ranks (1 is the top, 0 not in the list), and these are ${listed(names)}`
        : null;
    case "binary": {
      const positive = wish.positiveClass && names.includes(wish.positiveClass) ? wish.positiveClass : names[0];
      const pair = [positive, names.find((name) => name !== positive)];
      return outside((label) => pair.includes(String(label))) > TOLERATED
        ? `binary needs two classes, and the labels have ${names.length}: ${listed(names)}`
        : null;
    }
    default:
      return labels.every(isNumber) && names.length > MAX_CLASSES
        ? `multiclass takes at most ${MAX_CLASSES} classes, and the labels are numbers of more different values; use regression`
        : null;
  }
}

/** Predictions that are classes: probabilities are none. */
function classesPredicted(observed: readonly Observed[]): string[] {
  return observed.flatMap(({ prediction }) =>
    typeof prediction === "string" || typeof prediction === "boolean" || Number.isInteger(prediction) ? [String(prediction)] : [],
  );
}

/** Names, most frequent first. */
function byUse(values: readonly NonNullable<Observed["label"]>[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, EXAMPLES).map((name) => JSON.stringify(name));
  return `${shown.join(", ")}${names.length > EXAMPLES ? ", …" : ""}`;
}
