import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textFeatures } from "./derived-text.ts";

describe("textFeatures", () => {
  it.each([
    ["Hello, World 42!", { length: 16, words: 3, non_letters: 4 / 14, upper_case: 2 / 10, word_length: 14 / 3 }],
    ["", { length: 0, words: 0, non_letters: null, upper_case: null, word_length: null }],
    [" \n\t\u00A0\u3000", { length: 5, words: 0, non_letters: null, upper_case: null, word_length: null }],
    ["123 ...", { length: 7, words: 2, non_letters: 1, upper_case: null, word_length: 3 }],
    ["ÄÖ ß", { length: 4, words: 2, non_letters: 0, upper_case: 2 / 3, word_length: 1.5 }],
    ["नमस्ते", { length: 6, words: 1, non_letters: 0, upper_case: 0, word_length: 6 }],
    ["\u{1F600}\u{1F600} a", { length: 4, words: 2, non_letters: 2 / 3, upper_case: 0, word_length: 1.5 }],
    ["\u{1D400}", { length: 1, words: 1, non_letters: 0, upper_case: 1, word_length: 1 }],
    ["\uD800a", { length: 2, words: 1, non_letters: 0.5, upper_case: 0, word_length: 2 }],
  ])("measures %j", (text, expected) => {
    expect(textFeatures(text)).toEqual(expected);
  });

  it("is what regular expressions find in the whole text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(0x17f), fc.nat(0x10ffff))).map((points) => String.fromCodePoint(...points)),
        (text) => {
          const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
          const solid = count(/\P{White_Space}/gu);
          const letters = count(/[\p{L}\p{M}]/gu);
          const features = textFeatures(text);
          expect(features.length).toBe([...text].length);
          expect(features.words).toBe(count(/\P{White_Space}+/gu));
          expect(features.non_letters).toBe(solid === 0 ? null : (solid - letters) / solid);
          expect(features.upper_case).toBe(letters === 0 ? null : count(/[\p{Lu}\p{Lt}]/gu) / letters);
        },
      ),
    );
  });
});
