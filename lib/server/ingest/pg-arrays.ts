/**
 * Array parameters as text that Postgres reads. pg escapes each element of a JavaScript array by itself, which costs more than the
 * insert; these hold nothing that needs escaping.
 */
export function int8Array(values: readonly (number | bigint)[]): string {
  return `{${values.join(",")}}`;
}

/** Of days and other plain words. */
export function textArray(values: readonly string[]): string {
  return `{${values.join(",")}}`;
}
