/** What is measured of a text, in the order in which derived columns are listed. */
export const TEXT_FEATURES = ["length", "words", "non_letters", "upper_case", "word_length"] as const;
export type TextFeature = (typeof TEXT_FEATURES)[number];

const LETTER = /^[\p{L}\p{M}]$/u;
const UPPER_CASE = /^[\p{Lu}\p{Lt}]$/u;
const WHITE_SPACE = /^\p{White_Space}$/u;

const LETTER_BIT = 1;
const UPPER_BIT = 2;
const SPACE_BIT = 4;

/** The classes of the first 2^16 code points, each looked up once: a regular expression per character costs some 50 ns. 255 is not yet known. */
const classes = new Uint8Array(0x10000).fill(255);

/**
 * Measures a text. Characters are Unicode code points; white space is Unicode's White_Space.
 * - `length`: characters, >= 0.
 * - `words`: runs of characters other than white space, >= 0. Languages written without spaces have few and long ones.
 * - `non_letters`: share (0..1) of the characters other than white space that are neither letters nor marks on letters: digits, punctuation,
 *   symbols. null when there are none but white space.
 * - `upper_case`: share (0..1) of the letters (marks included) that are upper or title case. null without letters.
 * - `word_length`: mean characters per word. null without words.
 * null counts as missing in the derived column.
 */
export function textFeatures(text: string): Record<TextFeature, number | null> {
  let length = 0;
  let words = 0;
  let solid = 0;
  let letters = 0;
  let upper = 0;
  let inWord = false;
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) as number;
    if (point > 0xffff) i++;
    const found = classOf(point);
    length++;
    if (found & SPACE_BIT) {
      inWord = false;
      continue;
    }
    if (!inWord) words++;
    inWord = true;
    solid++;
    if (found & LETTER_BIT) letters++;
    if (found & UPPER_BIT) upper++;
  }
  return {
    length,
    words,
    non_letters: solid === 0 ? null : (solid - letters) / solid,
    upper_case: letters === 0 ? null : upper / letters,
    word_length: words === 0 ? null : solid / words,
  };
}

function classOf(point: number): number {
  if (point > 0xffff) return classify(point);
  const known = classes[point] as number;
  if (known !== 255) return known;
  const found = classify(point);
  classes[point] = found;
  return found;
}

function classify(point: number): number {
  const character = String.fromCodePoint(point);
  if (LETTER.test(character)) return UPPER_CASE.test(character) ? LETTER_BIT | UPPER_BIT : LETTER_BIT;
  return WHITE_SPACE.test(character) ? SPACE_BIT : 0;
}
