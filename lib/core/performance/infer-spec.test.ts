import { expect, test } from "vitest";
import { inferSpec, type Observed } from "./infer-spec.ts";

const pairs = (...list: [Observed["prediction"], Observed["label"]][]): Observed[] =>
  list.map(([prediction, label]) => ({ prediction, label }));

test("without a label, or with one class alone, there is nothing to say yet", () => {
  expect(inferSpec([])).toBeNull();
  expect(inferSpec(pairs(["a", undefined], ["b", null]))).toBeNull();
  expect(inferSpec(pairs(["a", "a"]))).toBeNull();
  expect(inferSpec(pairs([1.5, 2]))).toBeNull();
});

test("two classes are binary; the positive one is named so, or rarer, or set", () => {
  expect(inferSpec(pairs(["no", "no"], ["yes", "no"]))).toEqual({ task: "binary", classes: ["no", "yes"] });
  expect(inferSpec(pairs(["yes", "yes"], ["yes", "no"]))).toEqual({ task: "binary", classes: ["no", "yes"] });
  expect(inferSpec(pairs([true, false]))).toEqual({ task: "binary", classes: ["false", "true"] });
  const churn = pairs(["stay", "stay"], ["leave", "stay"], ["stay", "leave"]);
  expect(inferSpec(churn)).toEqual({ task: "binary", classes: ["stay", "leave"] });
  expect(inferSpec(churn, { positiveClass: "stay" })).toEqual({ task: "binary", classes: ["leave", "stay"] });
  // A score that is high where "stay" is predicted is that of "stay", however frequent it is; a confidence is high for both.
  const scored = (of: (i: number) => number) => churn.map((one, i) => ({ ...one, score: of(i) }));
  expect(inferSpec(scored((i) => (i === 1 ? 0.2 : 0.9)))).toEqual({ task: "binary", classes: ["leave", "stay"] });
  expect(inferSpec(scored(() => 0.9))).toEqual({ task: "binary", classes: ["stay", "leave"] });
});

test("more classes are multiclass, the most frequent first", () => {
  expect(inferSpec(pairs(["b", "b"], ["b", "c"], ["a", undefined]))).toEqual({ task: "multiclass", classes: ["b", "a", "c"] });
  const many = pairs(...Array.from({ length: 300 }, (_, i): [string, string] => [`c${i}`, `c${i % 7}`]));
  expect(inferSpec(many)).toMatchObject({ task: "multiclass", classes: { length: 100 } });
});

test("numbers are a regression, unless they are 0 and 1 beside scores, classes or probabilities", () => {
  const numbers = pairs(...Array.from({ length: 20 }, (_, i): [number, number] => [i + 0.5, i]));
  expect(inferSpec(numbers)?.task).toBe("regression");
  expect(inferSpec(pairs([0, 1], [1, 1]))).toEqual({ task: "binary", classes: ["0", "1"] });
  expect(inferSpec(pairs([0.3, 0], [0.8, 0]))).toEqual({ task: "binary", classes: ["0", "1"] });
  expect(
    inferSpec(
      [
        { prediction: "x", label: 0, scored: true },
        { prediction: "x", label: 1, scored: true },
      ],
      { task: "binary" },
    )?.task,
  ).toBe("binary");
  expect(inferSpec(numbers, { task: "multiclass" })?.task).toBe("multiclass");
  expect(inferSpec(pairs([0.3, "no"], [0.8, "yes"]))).toEqual({ task: "binary", classes: ["no", "yes"] });
  expect(inferSpec(pairs([1, 2]), { task: "ranking" })).toEqual({ task: "ranking" });
});
