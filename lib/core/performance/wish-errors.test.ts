import { describe, expect, it } from "vitest";
import { inferSpec, type Observed, type SpecWish } from "./infer-spec.ts";
import { wishErrors } from "./wish-errors.ts";

const repeat = (n: number, of: (i: number) => Observed) => Array.from({ length: n }, (_, i) => of(i));
const churn = repeat(50, (i) => ({ prediction: i % 3 ? "stay" : "leave", label: i % 4 ? "stay" : "leave", scored: true, score: 0.3 }));
const fruit = repeat(60, (i) => ({ prediction: "apple", label: ["apple", "pear", "plum"][i % 3]! }));
const price = repeat(300, (i) => ({ prediction: i * 1.5, label: i * 1.4 }));
const ranks = repeat(40, (i) => ({ prediction: null, label: i % 5 }));
const messages = (observed: readonly Observed[], wish: SpecWish, classes?: string[]) =>
  wishErrors(observed, wish, classes).map(({ field, message }) => `${field}: ${message}`);

describe("a task", () => {
  it.each([
    ["binary", churn],
    ["multiclass", churn],
    ["multiclass", fruit],
    ["regression", price],
    ["ranking", ranks],
    ["binary", [...churn, { prediction: "stay", label: "typo" }]],
  ] as const)("%s fits its own data", (task, observed) => {
    expect(wishErrors(observed, { task })).toEqual([]);
    expect(inferSpec(observed, { task })?.task).toBe(task);
  });

  it("that does not fit says what the labels are", () => {
    expect(messages(churn, { task: "regression" })).toEqual([
      'task: regression needs labels that are numbers, and these are "stay", "leave"',
    ]);
    expect(messages(fruit, { task: "binary" })).toEqual(['task: binary needs two classes, and the labels have 3: "apple", "pear", "plum"']);
    expect(messages(churn, { task: "ranking" })[0]).toContain("ranking needs labels that are ranks");
    expect(messages(price, { task: "ranking" })[0]).toContain("ranking needs labels that are ranks");
    expect(messages(price, { task: "multiclass" })[0]).toContain("use regression");
    const words = price.map(({ label }) => ({ prediction: "high", label }));
    expect(messages(words, { task: "regression" })).toEqual(['task: regression needs predictions that are numbers, and these are "high"']);
  });

  it("of any kind may be set before there are labels", () => {
    for (const task of ["binary", "multiclass", "regression", "ranking"] as const)
      expect(wishErrors([{ prediction: "stay" }], { task })).toEqual([]);
  });
});

describe("a positive class", () => {
  it("must have been seen, as a label, a prediction or elsewhere", () => {
    expect(wishErrors(churn, { positiveClass: "leave" })).toEqual([]);
    expect(wishErrors(churn, { positiveClass: "Leave" })).toMatchObject([{ field: "positiveClass", unknown: "Leave" }]);
    expect(wishErrors(churn, { positiveClass: "gone" }, ["gone"])).toEqual([]);
    expect(wishErrors([], { positiveClass: "anything" })).toEqual([]);
    expect(wishErrors([{ prediction: 0.7 }], { positiveClass: "yes" })).toEqual([]);
  });

  it("goes with two classes", () => {
    expect(messages(churn, { task: "multiclass", positiveClass: "leave" })).toEqual([
      "positiveClass: goes with the task binary, not with multiclass",
    ]);
    expect(messages(fruit, { positiveClass: "plum" })[0]).toContain("3 classes; set the task to binary, too");
    expect(messages(fruit, { task: "binary", positiveClass: "plum" })[0]).toContain("binary needs two classes");
  });
});
