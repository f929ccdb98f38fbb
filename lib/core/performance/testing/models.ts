import { normal } from "../../profiles/arbitraries.ts";
import type { Outcome } from "../types.ts";

// Shared by the tests: made-up models with a fixed seed.

export type LabelledOutcome = Outcome & { label: number };

/** A binary model on one input x ~ N(shift, 1): P(y = 1 | x) = 1 / (1 + exp(-truth(x))), and a score of 1 / (1 + exp(-model(x))). */
export function binaryOutcomes(
  random: () => number,
  n: number,
  { shift = 0, truth = (x: number) => 2 * x - 0.5, model = (x: number) => 2 * x - 0.5 } = {},
): LabelledOutcome[] {
  return Array.from({ length: n }, () => {
    const x = normal(random) + shift;
    const score = 1 / (1 + Math.exp(-model(x)));
    return { score, prediction: score > 0.5 ? 1 : 0, label: Number(random() < 1 / (1 + Math.exp(-truth(x)))) };
  });
}

/** The same without labels. */
export function unlabelled(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.map(({ label: _, ...outcome }) => outcome);
}

/** A regression whose error grows with what it predicts: label = x + noise * (0.1 + |x|), prediction = x. */
export function growingErrors(random: () => number, n: number, shift = 0, noise = 0.5): { prediction: number; label: number }[] {
  return Array.from({ length: n }, () => {
    const x = normal(random) + shift;
    return { prediction: x, label: x + noise * (0.1 + Math.abs(x)) * normal(random) };
  });
}

/** A calibrated model of three classes: scores are a softmax, and the label is drawn from them. */
export function threeClasses(random: () => number, n: number, sharpness = 1.5): Outcome[] {
  return Array.from({ length: n }, () => {
    const raw = [0, 1, 2].map(() => Math.exp(sharpness * normal(random)));
    const total = raw.reduce((a, b) => a + b, 0);
    const scores = raw.map((value) => value / total);
    const at = random();
    const label = at < scores[0]! ? 0 : at < scores[0]! + scores[1]! ? 1 : 2;
    return { scores, prediction: scores.indexOf(Math.max(...scores)), label };
  });
}
