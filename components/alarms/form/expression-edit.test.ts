import { describe, expect, it } from "vitest";
import { conditionsOf } from "#core/alarms/expression.ts";
import type { AlarmCondition } from "#core/contracts/alarm-rules.ts";
import { addCondition, isFlat, joinOf, removeCondition, withCondition, withJoin } from "./expression-edit.ts";

const condition = (column: string): AlarmCondition => ({
  metric: { kind: "drift", statistic: "psi", column },
  is: { kind: "above", threshold: 0.2, critical: null, clear: null },
  evidence: "required",
});
const [a, b, c] = [condition("a"), condition("b"), condition("c")];

describe("changing an expression", () => {
  it("makes two that must both hold of one, then keeps how they are joined", () => {
    const two = addCondition(a, b);
    expect(two).toEqual({ all: [a, b] });
    expect(addCondition(withJoin(two, "any"), c)).toEqual({ any: [a, b, c] });
  });
  it("is one condition again when the other goes, and the last one stays", () => {
    expect(removeCondition({ any: [a, b] }, 0)).toEqual(b);
    expect(removeCondition({ all: [a] }, 0)).toEqual({ all: [a] });
    expect(removeCondition({ all: [a, b, c] }, 1)).toEqual({ all: [a, c] });
  });
  it("replaces a condition by its number, depth first", () => {
    const nested = { all: [{ any: [a, b] }, c] };
    expect(withCondition(nested, 1, c)).toEqual({ all: [{ any: [a, c] }, c] });
    expect(conditionsOf(withCondition(nested, 2, a))).toEqual([a, b, a]);
    expect(isFlat(nested)).toBe(false);
    expect(isFlat({ all: [a, b] })).toBe(true);
    expect([joinOf(a), joinOf(nested)]).toEqual([null, "all"]);
  });
});
