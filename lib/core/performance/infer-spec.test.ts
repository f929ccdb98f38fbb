import { expect, test } from "vitest";
import { inferSpec, type Observed, spellingOf } from "./infer-spec.ts";

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

test("a stray label of another type makes no classes of numbers; a mixture of both is classes", () => {
  const numbers = Array.from({ length: 40 }, (_, i): [number, number | string] => [i + 0.5, i]);
  expect(inferSpec(pairs(...numbers, [3, "n/a"], [4, "9007199254740993"]))?.task).toBe("regression");
  expect(inferSpec(pairs(...numbers.slice(0, 9), [3, "n/a"]))?.task).toBe("multiclass");
  expect(inferSpec(pairs(...Array.from({ length: 40 }, (_, i): [number, number] => [i % 2, i % 2]), [1, "unknown"]))?.task).toBe(
    "multiclass",
  );
});

test("true and 1 are one class, spelt as the labels spell it", () => {
  expect(inferSpec(pairs([1, true], [0, true], [1, false]))).toEqual({ task: "binary", classes: ["false", "true"] });
  expect(inferSpec(pairs(["1", true], ["0", true]))).toEqual({ task: "binary", classes: ["false", "true"] });
  expect(inferSpec(pairs([true, 1], [false, 0]))).toEqual({ task: "binary", classes: ["0", "1"] });
  expect(inferSpec(pairs([true, "1"], [false, 0]))).toEqual({ task: "binary", classes: ["0", "1"] });
  // As they are, where there are other classes beside.
  expect(inferSpec(pairs([true, "1"], [false, "2"]))?.task).toBe("multiclass");
  expect(["true", "0", "yes"].map(spellingOf(["0", "1"]))).toEqual(["1", "0", "yes"]);
  expect(["1", "0", "yes"].map(spellingOf(["false", "true"]))).toEqual(["true", "false", "yes"]);
  expect(["1", "true"].map(spellingOf(["no", "yes"]))).toEqual(["1", "true"]);
  expect(["1", "true"].map(spellingOf([]))).toEqual(["1", "true"]);
});
