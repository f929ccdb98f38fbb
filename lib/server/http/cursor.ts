import { z } from "zod";
import { Problem } from "./problem.ts";

/** An opaque cursor: whatever the list needs to go on from. */
export const toCursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString("base64url");

/** Reads a cursor that `toCursor` made; anything else is a 422. */
export function fromCursor<T extends z.ZodType>(schema: T, cursor: string | undefined): z.output<T> | null {
  if (cursor === undefined || cursor === "") return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new Problem({ status: 422, code: "invalid_cursor", detail: "This cursor is not one that the list gave; start without one." });
  }
}

/** Parameters of every list. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().optional(),
});

/** A page of `limit` items out of `limit + 1` that were read; the one too many says that there is more. */
export function toPage<T>(items: T[], limit: number, position: (last: T) => unknown): { data: T[]; next_cursor: string | null } {
  const data = items.slice(0, limit);
  const last = data.at(-1);
  return { data, next_cursor: items.length > limit && last !== undefined ? toCursor(position(last)) : null };
}
