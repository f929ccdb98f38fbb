import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, it } from "vitest";
import { csvField, csvLine } from "./csv.ts";

it.each([
  ["plain", "plain"],
  ["a,b", '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ["two\nlines", '"two\nlines"'],
  [" space ", '" space "'],
  ["=1+1", "'=1+1"],
  ["+49", "'+49"],
  ["-1", "'-1"],
  ["@x", "'@x"],
  ["\tx", "'\tx"],
  ["", ""],
  [null, ""],
  [undefined, ""],
  [-1.5, "-1.5"],
  [false, "false"],
])("writes %j as %j", (value, field) => {
  expect(csvField(value)).toBe(field);
});

it("is read back as it was, but for the quote before what could be a formula", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom(..."=+-@\t\r\n\0\", ;'ab1é💧") }), { minLength: 1, maxLength: 5 }), (values) => {
      const [row] = parse(`${csvLine(["id", ...values])}`, { relax_column_count: true }) as string[][];
      const expected = values.map((value) => (/^[=+\-@\t\r\0]/.test(value) ? `'${value}` : value));
      expect(row?.slice(1)).toEqual(expected);
    }),
  );
});
