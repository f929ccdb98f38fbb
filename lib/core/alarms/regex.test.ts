import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileRegex } from "./regex.ts";
import { RegexError } from "./regex-parse.ts";

const TEXTS = ["", "a", "b", "ab", "aab", "abb", "ba", "a.b", "a-b", "A", "é", "😀", "0", "10", "a\nb", "a b", "]", "^", "$", "\\", "x_1"];
const PATTERNS = [
  "",
  "a",
  "a|b",
  "|a",
  "ab*",
  "(ab)*",
  "a+b?",
  "a{2}b",
  "a{1,2}b*",
  "a{0,}",
  "[ab]+",
  "[^ab]",
  "[a-c.]+",
  "[]]",
  "[\\]^$\\\\]",
  "[\\d]+",
  "\\d+",
  "\\w+",
  "\\W",
  "a\\sb",
  "a\\.b",
  "a.b",
  ".",
  "(?:a|b){2,3}",
  "^a$",
  "^(a|b)+$",
  "a^b",
  "a*?b",
  "\\\\",
  "\\$",
  "a-b",
  "[a-]-?b?",
  "[\\w-]+",
];

test.each(PATTERNS)("%s is what JavaScript makes of it", (pattern) => {
  // In JavaScript a leading ] in a set must be escaped.
  const same = new RegExp(`^(?:${pattern.replace("[]]", "[\\]]")})$`, "u");
  const test = compileRegex(pattern);
  for (const text of TEXTS) expect([text, test(text)]).toEqual([text, same.test(text)]);
});

const atom = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\w");
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: "small" },
    atom,
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `${a}${b}`),
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `(${a}|${b})`),
    fc.tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{0,2}")).map(([a, q]) => `(?:${a})${q}`),
  ),
}));

test("any pattern is what JavaScript makes of it", () => {
  fc.assert(
    fc.property(
      pattern.filter((one) => one.length < 60),
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 6 }), { minLength: 1, maxLength: 5 }),
      (one, texts) => {
        const same = new RegExp(`^(?:${one})$`, "u");
        const test = compileRegex(one);
        for (const text of texts) expect(test(text)).toBe(same.test(text));
      },
    ),
  );
});

test("(?i) does not tell capitals apart", () => {
  const test = compileRegex("(?i)Äb[c-e]");
  expect([test("äBD"), test("ÄbE"), test("äbf")]).toEqual([true, true, false]);
});

describe("what cannot be read says what to write", () => {
  test.each([
    ["(a", 'write "\\("'],
    ["a)", 'write "\\)"'],
    ["[a", 'write "\\["'],
    ["*a", 'write "\\*"'],
    ["a\\", 'write "\\\\"'],
    ["a{3,2}", "fewer to more"],
    ["a{9999}", "at most 100"],
    ["(?=a)", "Only plain groups"],
    ["(a)\\1", "has no meaning here"],
    ["[z-a]", "goes backwards"],
  ])("%s: %s", (pattern, words) => {
    expect(() => compileRegex(pattern)).toThrow(RegexError);
    expect(() => compileRegex(pattern)).toThrow(words);
  });
});
