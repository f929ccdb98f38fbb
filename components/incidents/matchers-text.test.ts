import fc from "fast-check";
import { expect, it } from "vitest";
import type { Matcher } from "#core/contracts/incidents.ts";
import { readMatchers, writeMatchers } from "./matchers-text.ts";

it("reads what a notification links to", () => {
  expect(readMatchers('alertname="Age drifts",model="churn",column="age"')).toEqual([
    { name: "alertname", op: "=", value: "Age drifts" },
    { name: "model", op: "=", value: "churn" },
    { name: "column", op: "=", value: "age" },
  ]);
});

it("reads all comparisons, spaces and a comma at the end", () => {
  expect(readMatchers(' model =~ "churn|fraud" , severity!="critical",team!~"a.*", ')).toEqual([
    { name: "model", op: "=~", value: "churn|fraud" },
    { name: "severity", op: "!=", value: "critical" },
    { name: "team", op: "!~", value: "a.*" },
  ]);
});

it("keeps quotes, commas and equal signs in values", () => {
  expect(readMatchers('slice="country=KR",note="he said "no", twice",x=""')).toEqual([
    { name: "slice", op: "=", value: "country=KR" },
    { name: "note", op: "=", value: 'he said "no", twice' },
    { name: "x", op: "=", value: "" },
  ]);
});

it("says that it cannot read anything else, and nothing is no matcher", () => {
  expect(readMatchers("model=churn")).toBeNull();
  expect(readMatchers('model="churn" and more')).toBeNull();
  expect(readMatchers('="churn"')).toBeNull();
  expect(readMatchers("  ")).toEqual([]);
});

it("reads back what it wrote", () => {
  const matcher: fc.Arbitrary<Matcher> = fc.record({
    name: fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_.]{0,20}$/),
    op: fc.constantFrom("=", "!=", "=~", "!~"),
    // A value that looks like the beginning of another matcher is the one thing that the format cannot say.
    value: fc.string().filter((value) => !/",/.test(value) && !value.endsWith('"')),
  });
  fc.assert(
    fc.property(fc.array(matcher, { maxLength: 5 }), (matchers) => {
      expect(readMatchers(writeMatchers(matchers))).toEqual(matchers);
    }),
  );
});
