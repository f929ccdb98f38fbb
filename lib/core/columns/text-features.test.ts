import { expect, test } from "vitest";
import { meanWordLength, nonLetterShare, textLength, upperCaseShare, wordCount } from "./text-features.ts";

test.each([
  ["", 0, 0, Number.NaN, Number.NaN, Number.NaN],
  ["Hello  world", 12, 2, 5, 2 / 12, 0.1],
  ["42!", 3, 1, 3, 1, Number.NaN],
  ["😀 ÄÖ", 4, 2, 1.5, 0.5, 1],
  [" \n\t", 3, 0, Number.NaN, 1, Number.NaN],
])("%j", (text, length, words, mean, nonLetters, upper) => {
  expect(textLength(text)).toBe(length);
  expect(wordCount(text)).toBe(words);
  expect(meanWordLength(text)).toBe(mean);
  expect(nonLetterShare(text)).toBe(nonLetters);
  expect(upperCaseShare(text)).toBe(upper);
});
