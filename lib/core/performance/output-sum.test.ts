import fc from "fast-check";
import { expect, it } from "vitest";
import { addExact, exactNumber, exactText, inUnits, parseExact, squareExact, ZERO } from "./output-sum.ts";

const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });

it("holds doubles as they are, in one form", () => {
  expect(exactText(exactNumber(3.25))).toBe("13p-2");
  expect(exactText(exactNumber(-96))).toBe("-3p5");
  expect(exactText(exactNumber(2 ** 200))).toBe("1p200");
  expect(exactText(exactNumber(5e-324))).toBe("1p-1074");
  expect([exactNumber(0), exactNumber(-0)]).toEqual([ZERO, ZERO]);
  expect(() => exactNumber(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  expect(() => parseExact("0.5")).toThrow("Not an exact number");
});

it("says back what it was given", () => {
  fc.assert(
    fc.property(doubles, (value) => {
      const { digits, exponent } = exactNumber(value);
      expect(digits === 0n || digits % 2n !== 0n).toBe(true);
      // Both factors are doubles; two steps, for 2^-1074 alone is no normal one.
      expect(Number(digits) * 2 ** Math.max(exponent, -1000) * 2 ** Math.min(exponent + 1000, 0)).toBe(value + 0);
      expect(parseExact(exactText({ digits, exponent }))).toEqual({ digits, exponent });
    }),
  );
});

it("adds without order, and what is taken out leaves nothing", () => {
  fc.assert(
    fc.property(fc.array(doubles, { maxLength: 20 }), fc.array(doubles, { maxLength: 5 }), (values, others) => {
      const sum = (list: readonly number[], start = ZERO, weight: 1 | -1 = 1) =>
        list.reduce((total, value) => addExact(total, exactNumber(value), weight), start);
      expect(sum([...values].reverse())).toEqual(sum(values));
      expect(sum(others, sum([...others, ...values]), -1)).toEqual(sum(values));
    }),
  );
});

it("sums what doubles cannot: 0.1 ten times is ten times the double 0.1", () => {
  const tenth = exactNumber(0.1);
  let sum = ZERO;
  for (let i = 0; i < 10; i++) sum = addExact(sum, tenth);
  expect(inUnits(sum, -60)).toBe(10n * inUnits(tenth, -60));
  expect(squareExact(exactNumber(-1.5))).toEqual(exactNumber(2.25));
  expect(squareExact(ZERO)).toEqual(ZERO);
});
