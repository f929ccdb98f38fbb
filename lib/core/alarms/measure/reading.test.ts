import { expect, test } from "vitest";
import { differenceP, measured, standardError, unmeasured } from "./reading.ts";

test("a 95 % interval is 3.92 standard errors wide", () => {
  expect(standardError({ lower: 10, upper: 13.919927969080108 })).toBeCloseTo(1, 12);
  expect(standardError({ lower: null, upper: 1 })).toBeNull();
});

test.each([
  // z = 2.5758 / sqrt 2 of a difference of 2.5758 with errors of 1 and 1.
  [2.5758293, 1, 0, 1, 0.06856],
  [1.959964, 1, 0, 0, 0.05],
  [0, 1, 1.959964, 0, 0.05],
  [4, 3, -1, 4, 0.3173],
])("the difference of %d +- %d and %d +- %d has p %d", (a, errorA, b, errorB, p) =>
  expect(differenceP(a, errorA, b, errorB)).toBeCloseTo(p, 4),
);

test("without sampling error the same is certain, and so is another", () => {
  expect([differenceP(1, 0, 1, 0), differenceP(1, 0, 2, 0)]).toEqual([1, 0]);
  expect([differenceP(1, null, 2, 1), differenceP(1, 1, 2, null)]).toEqual([null, null]);
});

test("what was measured has a value, what was not says why", () => {
  expect(measured(3, 9, { p: 0.5 })).toEqual({
    state: "ok",
    message: null,
    value: 3,
    n: 9,
    lower: null,
    upper: null,
    p: 0.5,
    base: null,
    base_width: null,
  });
  expect(unmeasured("no_data", "Nothing.")).toMatchObject({ state: "no_data", message: "Nothing.", value: null, n: 0 });
});
