import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlarmExpression } from "../contracts/alarm-rules.ts";
import { conditionsOf, evaluateExpression } from "./expression.ts";
import { condition, PSI_OF_AGE } from "./testing/rules.ts";
import type { Finding } from "./types.ts";

const leaf = (threshold: number) => condition(PSI_OF_AGE, { kind: "above", threshold });
const evaluate = (expression: AlarmExpression, ...findings: Finding[]) =>
  evaluateExpression(
    expression,
    findings.map((finding) => ({ finding, severity: "warning" })),
  ).finding;

test("conditions come depth first, in their order", () => {
  const nested: AlarmExpression = { any: [leaf(1), { all: [leaf(2), { any: [leaf(3)] }] }, leaf(4)] };
  expect(conditionsOf(nested).map(({ is }) => is.kind === "above" && is.threshold)).toEqual([1, 2, 3, 4]);
});

describe("the documented table", () => {
  const rows: [Finding, Finding, all: Finding, any: Finding][] = [
    ["breached", "breached", "breached", "breached"],
    ["breached", "between", "between", "breached"],
    ["breached", "clear", "clear", "breached"],
    ["between", "between", "between", "between"],
    ["between", "clear", "clear", "between"],
    ["clear", "clear", "clear", "clear"],
    ["breached", "no_data", "no_data", "breached"],
    ["between", "no_data", "no_data", "no_data"],
    ["clear", "no_data", "clear", "no_data"],
    ["breached", "error", "error", "breached"],
    ["clear", "not_enough_data", "clear", "not_enough_data"],
    ["no_data", "not_enough_data", "no_data", "no_data"],
    ["no_data", "error", "error", "error"],
  ];
  test.each(rows)("%s with %s: all %s, any %s, in either order", (a, b, all, any) => {
    expect([evaluate({ all: [leaf(1), leaf(2)] }, a, b), evaluate({ all: [leaf(1), leaf(2)] }, b, a)]).toEqual([all, all]);
    expect([evaluate({ any: [leaf(1), leaf(2)] }, a, b), evaluate({ any: [leaf(1), leaf(2)] }, b, a)]).toEqual([any, any]);
  });
});

const findings = fc.constantFrom<Finding>("breached", "between", "clear", "no_data", "not_enough_data", "error");

test("an unknown never makes an alarm that the others do not make, nor hides one that they do", () => {
  fc.assert(
    fc.property(fc.array(findings, { minLength: 1, maxLength: 6 }), fc.constantFrom("all", "any"), (list, kind) => {
      const parts = list.map((_, i) => leaf(i));
      const of = (values: Finding[]) => evaluate(kind === "all" ? { all: parts } : { any: parts }, ...values);
      const whatever = (replacement: Finding) => list.map((one) => (["breached", "between", "clear"].includes(one) ? one : replacement));
      const found = of(list);
      // Breached or clear only when it would be so whatever the unknown ones were.
      if (found === "breached") expect([of(whatever("clear")), of(whatever("breached"))]).toEqual(["breached", "breached"]);
      if (found === "clear") expect([of(whatever("clear")), of(whatever("breached"))]).toEqual(["clear", "clear"]);
    }),
  );
});

test("a group of one is its member, and nesting the same operator changes nothing", () => {
  fc.assert(
    fc.property(findings, findings, findings, (a, b, c) => {
      expect(evaluate({ all: [leaf(1)] }, a)).toBe(a);
      expect(evaluate({ any: [leaf(1)] }, a)).toBe(a);
      expect(evaluate({ all: [leaf(1), { all: [leaf(2), leaf(3)] }] }, a, b, c)).toBe(
        evaluate({ all: [leaf(1), leaf(2), leaf(3)] }, a, b, c),
      );
      expect(evaluate({ any: [{ any: [leaf(1), leaf(2)] }, leaf(3)] }, a, b, c)).toBe(
        evaluate({ any: [leaf(1), leaf(2), leaf(3)] }, a, b, c),
      );
    }),
  );
});

test("severity is critical when a breached part is, and not for a critical part that is clear", () => {
  const any: AlarmExpression = { any: [leaf(1), leaf(2)] };
  const of = (first: Finding, second: Finding) =>
    evaluateExpression(any, [
      { finding: first, severity: "warning" },
      { finding: second, severity: "critical" },
    ]).severity;
  expect([of("breached", "clear"), of("clear", "breached"), of("breached", "breached")]).toEqual(["warning", "critical", "critical"]);
});

test("too few findings are an error and not a guess", () => {
  expect(() => evaluate({ all: [leaf(1), leaf(2)] }, "clear")).toThrow(RangeError);
});
