import { ApiError } from "#client/api/error.ts";

/** What the API says of a part of what was sent, by its pointer: `/name`, `/definition/window`. */
export function errorAt(error: Error | null | undefined, pointer: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.errors.find((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))?.detail;
}

/** What it says of a condition; it counts them from 1, and a single one is not counted. */
export function errorOfCondition(error: Error | null | undefined, index: number, count: number): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const at = (pointer: string) => error.errors.find((one) => one.pointer.startsWith(pointer))?.detail;
  if (count === 1) return at("/definition/when");
  return at(`/definition/when (condition ${index + 1})`) ?? at(`/definition/when/all/${index}`) ?? at(`/definition/when/any/${index}`);
}
