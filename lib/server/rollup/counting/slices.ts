import { categoryOf } from "#core/records/kinds.ts";
import type { Cell } from "#core/records/types.ts";
import type { Segment } from "#core/segments/decode.ts";
import { sliceTag, sliceTagColumn } from "#core/slices/saved.ts";
import type { SliceVector } from "./group.ts";

/** Reads the tags that make slices from a segment. A slice's value is the tag's as text; missing and nested ones have no slice. */
export function slicesOf(segment: Segment, sliceColumns: readonly string[]): SliceVector[] {
  return sliceColumns.flatMap((name) => {
    const tag = sliceTag(name);
    const stored = segment.column(sliceTagColumn(tag));
    if (!stored) return [];
    const values: string[] = [];
    const codeOf = new Map<string, number>();
    const encode = (value: Cell["value"]): number => {
      const text = sliceValue(value);
      if (text === null) return -1;
      let code = codeOf.get(text);
      if (code === undefined) {
        code = values.push(text) - 1;
        codeOf.set(text, code);
      }
      return code;
    };
    const codes = new Int32Array(segment.rows).fill(-1);
    const { codes: entries, dictionary } = stored.coded;
    const translated = dictionary.map((value) => encode(value));
    for (let row = 0; row < segment.rows; row++) {
      if (!stored.valid[row]) continue;
      if (stored.storage === "string") codes[row] = translated[entries[row]!]!;
      else codes[row] = encode(stored.storage === "number" ? stored.numbers[row]! : stored.booleans[row] === 1);
    }
    for (const { row, value } of stored.exceptions) codes[row] = encode(value);
    return [{ tag, codes, values }];
  });
}

function sliceValue(value: Cell["value"]): string | null {
  if (value === null) return null;
  if (typeof value !== "object") return categoryOf(String(value));
  return "raw" in value ? categoryOf(value.raw) : null;
}

/** Leaves out the slices that `allowed` refuses. */
export function restrictSlices(vectors: readonly SliceVector[], allowed: (tag: string, value: string) => boolean): SliceVector[] {
  return vectors.map(({ tag, codes, values }) => {
    const keep = values.map((value) => allowed(tag, value));
    if (keep.every(Boolean)) return { tag, codes, values };
    return { tag, values, codes: codes.map((code) => (code >= 0 && keep[code] ? code : -1)) };
  });
}
