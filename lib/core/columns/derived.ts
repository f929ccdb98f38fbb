import type { ColumnInfo, Kind } from "./column.ts";
import type { ImageFeature } from "./derived-image.ts";
import type { TextFeature } from "./derived-text.ts";
import { TEXT_FEATURES, textFeatures } from "./derived-text.ts";
import { imageSize } from "./image-header.ts";

/** How a derived column is computed from one value of its source column. NaN: the value has no such figure, and counts as invalid. */
export interface DerivedFeature {
  name: TextFeature | ImageFeature;
  /** null: a ratio or a plain number. */
  unit: string | null;
  of(value: string): number;
}

const TEXT_UNITS: Record<TextFeature, string | null> = {
  length: "characters",
  words: "words",
  non_letters: null,
  upper_case: null,
  word_length: "characters",
};

const TEXT: readonly DerivedFeature[] = TEXT_FEATURES.map((name) => ({
  name,
  unit: TEXT_UNITS[name],
  of: (text) => textFeatures(text)[name] ?? Number.NaN,
}));

/** What an image's header tells. The rest of `imageFeatures` needs pixels, so a decoder on the server, and comes with it. */
const IMAGE: readonly DerivedFeature[] = [
  { name: "width", unit: "px", of: (image) => imageSize(image)?.width ?? Number.NaN },
  { name: "height", unit: "px", of: (image) => imageSize(image)?.height ?? Number.NaN },
  { name: "aspect", unit: null, of: aspect },
];

function aspect(image: string): number {
  const size = imageSize(image);
  return size ? size.width / size.height : Number.NaN;
}

/** The figures that are computed from columns of a kind, in display order: none but for text and images. */
export function featuresOf(kind: Kind): readonly DerivedFeature[] {
  return kind === "text" ? TEXT : kind === "image" ? IMAGE : [];
}

/** The derived columns to register beside a column: `message.length`, `message.words`, ... Numeric, of the same role. */
export function derivedColumns(column: Pick<ColumnInfo, "name" | "role" | "kind">): (Omit<ColumnInfo, "id"> & { derivedFrom: string })[] {
  return featuresOf(column.kind).map(({ name, unit }) => ({
    name: `${column.name}.${name}`,
    role: column.role,
    kind: "numeric",
    unit,
    derivedFrom: column.name,
  }));
}

/** The figure that a derived column holds, by its full name and its source's; null for a name that is none of ours. */
export function derivedFeature(name: string, source: string): (DerivedFeature & { image: boolean }) | null {
  const matches = (feature: DerivedFeature) => name === `${source}.${feature.name}`;
  const text = TEXT.find(matches);
  if (text) return { ...text, image: false };
  const image = IMAGE.find(matches);
  return image ? { ...image, image: true } : null;
}
