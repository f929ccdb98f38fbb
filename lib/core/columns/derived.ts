import type { Kind } from "./column.ts";
import type { ImageFeature } from "./derived-image.ts";
import type { TextFeature } from "./derived-text.ts";

/** A numeric column that is computed from a text or image column. */
export interface DerivedColumn {
  feature: TextFeature | ImageFeature;
  /** null: a plain number or ratio. `share` is 0..1. */
  unit: string | null;
}

const TEXT: readonly DerivedColumn[] = [
  { feature: "length", unit: "characters" },
  { feature: "words", unit: "words" },
  { feature: "non_letters", unit: "share" },
  { feature: "upper_case", unit: "share" },
  { feature: "word_length", unit: "characters" },
];

const IMAGE: readonly DerivedColumn[] = [
  { feature: "brightness", unit: "share" },
  { feature: "contrast", unit: "share" },
  { feature: "sharpness", unit: null },
  { feature: "saturation", unit: "share" },
  { feature: "width", unit: "px" },
  { feature: "height", unit: "px" },
  { feature: "aspect", unit: null },
];

/** The columns that are derived from a column of this kind, in display order; none for kinds that are binned themselves. */
export function derivedColumns(kind: Kind): readonly DerivedColumn[] {
  if (kind === "text") return TEXT;
  return kind === "image" ? IMAGE : [];
}

/** The full name of a derived column: `message` and `length` give `message.length`. */
export function derivedName(column: string, feature: DerivedColumn["feature"]): string {
  return `${column}.${feature}`;
}

/** The feature that a derived column's full name ends with, given the column it is derived from; undefined when it is none of that kind's. */
export function derivedFeature(name: string, derivedFrom: string, kind: Kind): DerivedColumn["feature"] | undefined {
  return derivedColumns(kind).find(({ feature }) => derivedName(derivedFrom, feature) === name)?.feature;
}
