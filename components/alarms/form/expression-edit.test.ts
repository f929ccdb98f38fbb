import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conditionsOf, levelsOf, MOST_CONDITIONS, MOST_LEVELS } from "#core/alarms/expression.ts";
import { type AlarmCondition, type AlarmExpression, expressionSchema } from "#core/contracts/alarm-rules.ts";
import {
  addCondition,
  canNest,
  firstCondition,
  isNested,
  joinOf,
  type Path,
  partsOf,
  pointerOf,
  removePart,
  roomWords,
  whyNoCondition,
  withCondition,
  withJoin,
  wrapCondition,
} from "./expression-edit.ts";

const condition = (column: string): AlarmCondition => ({
  metric: { kind: "drift", statistic: "psi", column },
  is: { kind: "above", threshold: 0.2, critical: null, clear: null },
  evidence: "required",
});
const [a, b, c, d] = [condition("a"), condition("b"), condition("c"), condition("d")];
/** a and (b or c) */
const nested: AlarmExpression = { all: [a, { any: [b, c] }] };

describe("changing an expression", () => {
  it("makes two that must both hold of one, then keeps how they are joined", () => {
    const two = addCondition(a, [], b);
    expect(two).toEqual({ all: [a, b] });
    expect(addCondition(withJoin(two, [], "any"), [], c)).toEqual({ any: [a, b, c] });
  });
  it("is one condition again when the other goes, and the last one stays", () => {
    expect(removePart({ any: [a, b] }, [0])).toEqual(b);
    expect(removePart({ all: [a] }, [0])).toEqual({ all: [a] });
    expect(removePart(a, [])).toEqual(a);
    expect(removePart({ all: [a, b, c] }, [1])).toEqual({ all: [a, c] });
  });
  it("replaces a condition by its number, depth first", () => {
    expect(withCondition(nested, 1, d)).toEqual({ all: [a, { any: [d, c] }] });
    expect(conditionsOf(withCondition(nested, 2, a))).toEqual([a, b, a]);
  });
});

describe("changing a group within an expression", () => {
  it("is made of a condition and another one, grows, is joined the other way, and goes", () => {
    expect(wrapCondition({ all: [a, b] }, [1], "any", c)).toEqual(nested);
    expect(addCondition(nested, [1], d)).toEqual({ all: [a, { any: [b, c, d] }] });
    expect(withJoin(nested, [1], "all")).toEqual({ all: [a, { all: [b, c] }] });
    expect(removePart({ all: [a, { any: [b, c] }, d] }, [1])).toEqual({ all: [a, d] });
  });
  it("dissolves when one part is left, and so does what holds it alone", () => {
    expect(removePart(nested, [1, 0])).toEqual({ all: [a, c] });
    expect(removePart(nested, [0])).toEqual({ any: [b, c] });
    expect(removePart({ all: [a, { any: [b] }] }, [1, 0])).toEqual(a);
  });
  it("written with a single part, it stays as it is until something of it is taken away", () => {
    const odd: AlarmExpression = { all: [{ any: [a] }] };
    expect(withCondition(odd, 0, b)).toEqual({ all: [{ any: [b] }] });
    expect(withJoin(odd, [0], "all")).toEqual({ all: [{ all: [a] }] });
    expect(addCondition(odd, [0], b)).toEqual({ all: [{ any: [a, b] }] });
  });
  it("numbers its conditions and points at them as the API does", () => {
    expect([[], [0], [1], [1, 1]].map((path) => firstCondition(nested, path))).toEqual([0, 0, 1, 2]);
    expect([[], [0], [1, 1], [7]].map((path) => pointerOf(nested, path))).toEqual(["", "/all/0", "/all/1/any/1", ""]);
    expect([joinOf(a), joinOf(nested), isNested(nested), isNested({ all: [a, b] }), isNested(a)]).toEqual([
      null,
      "all",
      true,
      false,
      false,
    ]);
  });
});

describe("limits", () => {
  it("are told before they are hit", () => {
    const many = (count: number): AlarmExpression => ({ any: Array.from({ length: count }, () => a) });
    expect([7, 8, 9, 10].map((count) => roomWords(many(count)))).toEqual([
      null,
      "8 of at most 10 conditions: 2 more are possible.",
      "9 of at most 10 conditions: one more is possible.",
      null,
    ]);
    expect(whyNoCondition(many(9))).toBeNull();
    expect(whyNoCondition(many(10))).toContain("at most 10 conditions");
    expect([[], [0], [0, 0]].map(canNest)).toEqual([true, true, false]);
  });

  it("hold whatever is added, wrapped, joined and removed, and no other condition is lost", () => {
    const step = fc.record({ kind: fc.constantFrom("add", "wrap", "join", "remove"), where: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now: AlarmExpression = a;
        let made = 0;
        for (const { kind, where } of steps) {
          const before = names(now);
          const paths = pathsOf(now);
          const groups = paths.filter((path) => joinOf(at(now, path)) !== null || path.length === 0);
          const leaves = paths.filter((path) => joinOf(at(now, path)) === null);
          const path = (list: Path[]) => list[where % list.length]!;
          const fresh = `n${made}`;
          if ((kind === "add" || kind === "wrap") && whyNoCondition(now) === null) {
            const target = path(kind === "add" ? groups : leaves);
            if (kind === "wrap" && !canNest(target)) continue;
            made += 1;
            now = kind === "add" ? addCondition(now, target, condition(fresh)) : wrapCondition(now, target, "any", condition(fresh));
            expect(names(now).filter((name) => name !== fresh)).toEqual(before);
          } else if (kind === "join") {
            now = withJoin(now, path(groups), "any");
            expect(names(now)).toEqual(before);
          } else if (kind === "remove") {
            const target = path(paths);
            const gone = names(at(now, target));
            now = removePart(now, target);
            expect(names(now)).toEqual(gone.length === before.length ? before : before.filter((name) => !gone.includes(name)));
          }
          expect(expressionSchema.parse(now)).toEqual(now);
          expect(levelsOf(now)).toBeLessThanOrEqual(MOST_LEVELS);
          expect(conditionsOf(now).length).toBeLessThanOrEqual(MOST_CONDITIONS);
        }
      }),
    );
  });
});

const names = (expression: AlarmExpression) => conditionsOf(expression).map(({ metric }) => ("column" in metric ? metric.column : ""));
const at = (expression: AlarmExpression, path: Path): AlarmExpression =>
  path.reduce<AlarmExpression>((part, i) => partsOf(part)[i]!, expression);
const pathsOf = (expression: AlarmExpression, path: Path = []): Path[] =>
  joinOf(expression) === null ? [path] : [path, ...partsOf(expression).flatMap((part, i) => pathsOf(part, [...path, i]))];
