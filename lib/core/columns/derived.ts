import type { ColumnInfo, Kind } from "./column.ts";
import { imageSize } from "./image-header.ts";
import { meanWordLength, nonLetterShare, textLength, upperCaseShare, wordCount } from "./text-features.ts";

/** How a derived column is computed from one value of its source column. NaN: the value has no such figure, and counts as invalid. */
export interface DerivedFeature {
  name: string;
  unit: string | null;
  of(value: string): number;
}

const TEXT: readonly DerivedFeature[] = [
  { name: "length", unit: "characters", of: textLength },
  { name: "words", unit: "words", of: wordCount },
  { name: "mean_word_length", unit: "characters", of: meanWordLength },
  { name: "non_letter_share", unit: null, of: nonLetterShare },
  { name: "upper_share", unit: null, of: upperCaseShare },
];

/** What an image's header tells. Brightness, contrast and sharpness need a decoder on the server, and come with it. */
const IMAGE: readonly DerivedFeature[] = [
  { name: "width", unit: "px", of: (image) => imageSize(image)?.width ?? Number.NaN },
  { name: "height", unit: "px", of: (image) => imageSize(image)?.height ?? Number.NaN },
  { name: "aspect", unit: null, of: aspect },
];

function aspect(image: string): number {
  const size = imageSize(image);
  return size ? size.width / size.height : Number.NaN;
}

/** The figures that are computed from columns of a kind: none but for text and images. */
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
  const feature = name.slice(source.length + 1);
  const text = TEXT.find((f) => f.name === feature);
  if (text) return { ...text, image: false };
  const image = IMAGE.find((f) => f.name === feature);
  return image ? { ...image, image: true } : null;
}
