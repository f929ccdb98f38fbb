import { Problem } from "../http/problem.ts";

/** A change that cannot be made: where in the body, and why. */
export const invalid = (pointer: string, detail: string) =>
  new Problem({ status: 422, code: "invalid_body", detail: `${pointer}: ${detail}`, extra: { errors: [{ pointer, detail }] } });

/** A name as a part of a JSON pointer (RFC 6901). */
export const pointerToken = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
