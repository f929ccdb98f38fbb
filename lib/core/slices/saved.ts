/** What stands before "=" in the key of a saved slice, where another slice has its tag. */
export const SAVED_SLICE_TAG = "slice";

/** Saved slices of one model: each is counted like all traffic, in every bucket. */
export const MAX_SAVED_SLICES = 20;

/** The key under which a saved slice is counted and asked for: `slice=NAME`. */
export function savedSliceKey(name: string): string {
  return `${SAVED_SLICE_TAG}=${name}`;
}

/** The name in the key of a saved slice; null for all traffic and for the value of a tag. */
export function savedSliceName(key: string): string | null {
  const before = `${SAVED_SLICE_TAG}=`;
  return key.startsWith(before) ? key.slice(before.length) : null;
}

/**
 * What stands before "=" in the keys of a tag's slices: `country` for the column `tags.country`. A tag that is itself called "slice" keeps its
 * full name, since saved slices have that place.
 */
export function sliceTag(column: string): string {
  const tag = column.startsWith("tags.") ? column.slice("tags.".length) : column;
  return tag === SAVED_SLICE_TAG ? `tags.${tag}` : tag;
}

/** The column whose value makes these slices: the other way round. */
export function sliceTagColumn(tag: string): string {
  return tag.startsWith("tags.") ? tag : `tags.${tag}`;
}

/** The parts of the key of a tag's slice; null for all traffic and for a saved slice. A value may hold "=". */
export function tagSlice(key: string): { column: string; value: string } | null {
  const at = key.indexOf("=");
  if (at < 0 || savedSliceName(key) !== null) return null;
  return { column: sliceTagColumn(key.slice(0, at)), value: key.slice(at + 1) };
}
