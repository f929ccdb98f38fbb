import { imageSize } from "./image-header.ts";

/** How a derived column is computed from one value of its source. NaN: the value has no such figure. */
export interface DerivedFeature {
  /** From images rather than texts. */
  image: boolean;
  of(value: string): number;
}

const LETTER = /\p{L}/u;
const UPPER = /\p{Lu}/u;

const wordsOf = (text: string) => text.split(/\s+/u).filter((word) => word !== "");
const share = (text: string, test: RegExp, of: RegExp | null) => {
  let all = 0;
  let hits = 0;
  for (const char of text) {
    if (of !== null && !of.test(char)) continue;
    all++;
    if (test.test(char)) hits++;
  }
  return all === 0 ? Number.NaN : hits / all;
};

/**
 * Images are not decoded here, only what their header tells is counted: brightness, contrast and sharpness need a decoder on the
 * server, and come with it.
 */
const FEATURES: Record<string, DerivedFeature> = {
  length: { image: false, of: (text) => [...text].length },
  words: { image: false, of: (text) => wordsOf(text).length },
  mean_word_length: {
    image: false,
    of: (text) => {
      const words = wordsOf(text);
      return words.length === 0 ? Number.NaN : words.reduce((sum, word) => sum + [...word].length, 0) / words.length;
    },
  },
  non_letter_share: { image: false, of: (text) => 1 - share(text, LETTER, null) },
  upper_share: { image: false, of: (text) => share(text, UPPER, LETTER) },
  width: { image: true, of: (image) => imageSize(image)?.width ?? Number.NaN },
  height: { image: true, of: (image) => imageSize(image)?.height ?? Number.NaN },
  aspect: {
    image: true,
    of: (image) => {
      const size = imageSize(image);
      return size ? size.width / size.height : Number.NaN;
    },
  },
};

/** By the part of a derived column's name that follows its source's, e.g. `length` of `message.length`. */
export function derivedFeature(name: string): DerivedFeature | null {
  return Object.hasOwn(FEATURES, name) ? (FEATURES[name] ?? null) : null;
}
