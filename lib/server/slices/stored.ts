import { z } from "zod";
import { CONDITION_OPERATORS, type SliceCondition } from "#core/slices/conditions.ts";
import type { SavedSlice } from "../db/generated/client.ts";
import type { SqlRow } from "../db/sql-row.ts";

const conditionSchema = z.object({
  column: z.string(),
  op: z.enum(CONDITION_OPERATORS),
  value: z.union([z.string(), z.number(), z.object({ state: z.enum(["missing", "invalid"]) })]),
}) satisfies z.ZodType<SliceCondition>;

/** `saved_slice.definition`. A slice's conditions never change: its figures would be of two slices. */
const definitionSchema = z.object({
  conditions: z.array(conditionSchema),
  /** From this generation of profiles on every stored record is counted in it. */
  complete_from: z.number().int(),
  /** It is deleted, and generations before this one may hold figures under its name: until then no other slice may have that name. */
  free_from: z.number().int().optional(),
});
export type StoredDefinition = z.infer<typeof definitionSchema>;

export interface StoredSlice {
  id: number;
  name: string;
  definition: StoredDefinition;
  createdAt: Date;
}

export type StoredSliceRow = Pick<SqlRow<SavedSlice>, "id" | "name" | "definition" | "created_at">;

export function storedSlice({ id, name, definition, created_at }: StoredSliceRow): StoredSlice {
  return { id, name, definition: definitionSchema.parse(definition), createdAt: created_at };
}

/** A slice that was deleted or has another name, by its name. $1 model, $2 name. */
export const SELECT_GONE_SLICE = `
SELECT id, name, definition, created_at FROM saved_slice WHERE model_id = $1 AND name = $2 AND definition ? 'free_from'`;

/** The slices that are counted. $1 model. */
export const SELECT_SAVED_SLICES = `
SELECT id, name, definition, created_at FROM saved_slice WHERE model_id = $1 AND NOT definition ? 'free_from' ORDER BY name, id`;
