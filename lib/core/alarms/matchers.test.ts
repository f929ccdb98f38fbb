import { describe, expect, test } from "vitest";
import type { Matcher } from "../contracts/incidents.ts";
import { matcherError, matcherText, matches } from "./matchers.ts";

const LABELS = { model: "churn", severity: "warning", column: "age" };
const matcher = (name: string, op: Matcher["op"], value: string): Matcher => ({ name, op, value });

test("all of them must hold, and none match everything", () => {
  expect(matches([], LABELS)).toBe(true);
  expect(matches([matcher("model", "=", "churn"), matcher("column", "=", "age")], LABELS)).toBe(true);
  expect(matches([matcher("model", "=", "churn"), matcher("column", "=", "job")], LABELS)).toBe(false);
  expect(matches([matcher("model", "!=", "bank")], LABELS)).toBe(true);
});

test("a label that is not there is the empty text", () => {
  expect(matches([matcher("team", "=", "")], LABELS)).toBe(true);
  expect(matches([matcher("team", "!=", "a")], LABELS)).toBe(true);
  expect(matches([matcher("team", "=~", ".+")], LABELS)).toBe(false);
  expect(matches([matcher("toString", "=", "")], LABELS)).toBe(true);
});

test("patterns match the whole value", () => {
  expect(matches([matcher("model", "=~", "chu")], LABELS)).toBe(false);
  expect(matches([matcher("model", "=~", "chu.*")], LABELS)).toBe(true);
  expect(matches([matcher("model", "=~", "bank|churn")], LABELS)).toBe(true);
  expect(matches([matcher("model", "!~", "bank|churn")], LABELS)).toBe(false);
});

test("a pattern that is none holds neither way round, and says what to write", () => {
  for (const op of ["=~", "!~"] as const) expect(matches([matcher("model", op, "(churn")], LABELS)).toBe(false);
  expect(matcherError(matcher("model", "=~", "(churn"))).toBe(
    'The pattern of model cannot be read. A "(" has no ")"; write "\\(" for the character.',
  );
  expect(matcherError(matcher("model", "=", "(churn"))).toBeNull();
  expect(matcherError(matcher("model", "=~", "chu(rn)?"))).toBeNull();
});

describe("no pattern takes long", () => {
  const text = "a".repeat(499);
  test.each(["(a+)+b", "(a|a)*b", "(.*)*b", ".*.*.*.*.*.*.*.*b", "(a?){50}a{50}b", "((a*)*)*b"])("%s", (value) => {
    expect(matches([matcher("x", "=~", value)], { x: text })).toBe(false);
    expect(matches([matcher("x", "=~", value)], { x: `${text}b` })).toBe(value !== "(a?){50}a{50}b");
  });
  test("one that would make a machine of any size is an error", () =>
    expect(matcherError(matcher("x", "=~", "((a{100}){100}){100}"))).toContain("repeats too much"));
});

test("as people write it", () => expect(matcherText(matcher("column", "=~", 'a"b'))).toBe('column=~"a\\"b"'));
