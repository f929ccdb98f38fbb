import { ApiError } from "#client/api/error.ts";

/** What the API says of a part of what was sent, by its pointer: `/name`, `/definition/window`. */
export function errorAt(error: Error | null | undefined, pointer: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.errors.find((one) => isWithin(one.pointer, pointer))?.detail;
}

/** What it says of a condition; it counts them from 1, and a single one is not counted. `pointer`: where it stands in the expression. */
export function errorOfCondition(error: Error | null | undefined, index: number, count: number, pointer: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const at = (pointer: string) => error.errors.find((one) => one.pointer.startsWith(pointer))?.detail;
  if (count === 1) return at("/definition/when");
  return (
    at(`/definition/when (condition ${index + 1})`) ??
    error.errors.find((one) => isWithin(one.pointer, `/definition/when${pointer}`))?.detail
  );
}

const isWithin = (pointer: string, whole: string) => pointer === whole || pointer.startsWith(`${whole}/`);
