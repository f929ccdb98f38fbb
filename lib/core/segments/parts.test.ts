import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinParts, partsFromText, partsToText, receiptsOf } from "./parts.ts";

const part = fc.record({
  rows: fc.integer({ min: 1, max: 500 }),
  receivedAt: fc.integer({ min: -2_208_988_800_000, max: 4_102_444_800_000 }),
  segmentId: fc.bigInt({ min: 1n, max: 2n ** 62n }).map(String),
});
const sum = (parts: readonly { rows: number }[]) => parts.reduce((total, { rows }) => total + rows, 0);

describe("parts of a merged segment", () => {
  it("come back from their text", () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 50 }), (parts) => {
        expect(partsFromText(partsToText(parts), sum(parts))).toEqual(parts);
      }),
    );
  });

  it("are refused when they are not those of the records", () => {
    expect(() => partsFromText("3,5,1", 4)).toThrow("do not fit");
    expect(() => partsFromText("3,5", 3)).toThrow("do not fit");
    expect(() => partsFromText("", 3)).toThrow("do not fit");
    expect(() => partsFromText("3,x,1", 3)).toThrow("do not fit");
  });

  it("give each record the receipt that it had before, however often it is merged, whatever the order of asking", () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(), { maxLength: 20 }), (parts, asked) => {
        const single = parts.map(({ segmentId: id, ...rest }) => ({ ...rest, id, parts: [] }));
        const first = joinParts(single.slice(0, 3));
        const merged = joinParts([{ parts: first, rows: sum(first), id: "99", receivedAt: 1 }, ...single.slice(3)]);
        expect(merged).toEqual(parts);
        const expected = single.flatMap((segment) => {
          const receiptOf = receiptsOf({ parts: [] }, segment);
          return Array.from({ length: segment.rows }, (_, row) => receiptOf(row));
        });
        const receiptOf = receiptsOf({ parts: merged }, { id: "100", receivedAt: 2 });
        expect(expected.map((_, row) => receiptOf(row))).toEqual(expected);
        for (const n of asked) expect(receiptOf(n % expected.length)).toEqual(expected[n % expected.length]);
      }),
    );
  });
});
