import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparePositions, mergeFirst, type Order, type Position } from "./order.ts";

const position: fc.Arbitrary<Position> = fc.record({
  ts: fc.integer({ min: 0, max: 4 }),
  at: fc.option(fc.record({ segment: fc.bigInt({ min: 1n, max: 2n ** 62n }).map(String), row: fc.integer({ min: 0, max: 3 }) }), {
    freq: 5,
  }),
});
const order = fc.constantFrom<Order>("newest", "oldest");

describe("comparePositions", () => {
  it("is an order: what it says of two does not depend on who is named first, and holds along a chain", () => {
    fc.assert(
      fc.property(position, position, position, order, (a, b, c, by) => {
        expect(Math.sign(comparePositions(a, b, by)) + Math.sign(comparePositions(b, a, by))).toBe(0);
        if (comparePositions(a, b, by) <= 0 && comparePositions(b, c, by) <= 0) expect(comparePositions(a, c, by)).toBeLessThanOrEqual(0);
      }),
    );
  });

  it("knows segment ids as numbers, and the start of a time before all of it", () => {
    const at = (segment: string, row = 0): Position => ({ ts: 1, at: { segment, row } });
    expect(comparePositions(at("9"), at("10"), "oldest")).toBeLessThan(0);
    expect(comparePositions(at("9"), at("10"), "newest")).toBeGreaterThan(0);
    for (const by of ["newest", "oldest"] as const) expect(comparePositions({ ts: 1, at: null }, at("1"), by)).toBeLessThan(0);
  });
});

it("mergeFirst gives the first of both", () => {
  fc.assert(
    fc.property(fc.array(position), fc.array(position), fc.integer({ min: 0, max: 6 }), order, (a, b, limit, by) => {
      const sorted = (list: Position[]) => [...list].sort((x, y) => comparePositions(x, y, by));
      const merged = mergeFirst(sorted(a), sorted(b), limit, by);
      const all = sorted([...a, ...b]).slice(0, limit);
      expect(merged.length).toBe(all.length);
      for (const [i, one] of merged.entries()) expect(Math.abs(comparePositions(one, all[i]!, by))).toBe(0);
    }),
  );
});
