const LETTER = /\p{L}/u;
const UPPER = /\p{Lu}/u;

/** Length of a text in characters (code points, not UTF-16 units). 0 for the empty text. */
export function textLength(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** Words: runs of characters that are not white space. 0 for the empty text. */
export function wordCount(text: string): number {
  return wordsOf(text).length;
}

/** Characters per word; NaN without a word. */
export function meanWordLength(text: string): number {
  const words = wordsOf(text);
  return words.length === 0 ? Number.NaN : words.reduce((sum, word) => sum + textLength(word), 0) / words.length;
}

/** Share of the characters that are no letters in any script (digits, marks, spaces, signs), 0 to 1; NaN for the empty text. */
export function nonLetterShare(text: string): number {
  let all = 0;
  let letters = 0;
  for (const char of text) {
    all++;
    if (LETTER.test(char)) letters++;
  }
  return all === 0 ? Number.NaN : (all - letters) / all;
}

/** Share of the letters that are upper case, 0 to 1; NaN without a letter. Scripts without case count as lower. */
export function upperCaseShare(text: string): number {
  let letters = 0;
  let upper = 0;
  for (const char of text) {
    if (!LETTER.test(char)) continue;
    letters++;
    if (UPPER.test(char)) upper++;
  }
  return letters === 0 ? Number.NaN : upper / letters;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== "");
}
