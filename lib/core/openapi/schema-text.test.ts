import { expect, it } from "vitest";
import { z } from "zod";
import { timeSchema } from "../contracts/common.ts";
import { schemaText } from "./schema-text.ts";
import { SchemaBook } from "./schemas.ts";

const row = z.object({ n: z.number() }).meta({ id: "TestRow" });
const text = (schema: z.ZodType, io: "input" | "output" = "output") =>
  schemaText(new SchemaBook().reference(schema, io))
    .map((part) => ("name" in part ? `<${part.name}>` : part.text))
    .join("");

it.each([
  [z.string(), "string"],
  [z.string().nullable(), "string | null"],
  [timeSchema, "time"],
  [z.enum(["a", "b"]), '"a" | "b"'],
  [z.literal(7), "7"],
  [z.array(z.number()), "number[]"],
  [z.array(z.enum(["a", "b"])), '("a" | "b")[]'],
  [row, "<TestRow>"],
  [z.array(row), "<TestRow>[]"],
  [z.record(z.string(), z.number()), "{ [name]: number }"],
  [z.union([row, z.null()]), "<TestRow> | null"],
  [z.unknown(), "any"],
  [z.object({}), "object"],
])("reads as a person would write it", (schema, expected) => {
  expect(text(schema)).toBe(expected);
});

it("writes an object with a field a line, and what may be left out", () => {
  const schema = z.object({
    name: z.string(),
    "odd name": z.number().optional(),
    inner: z.object({ deep: row }),
    limit: z.number().default(5),
  });
  expect(text(schema, "input")).toBe(
    '{\n  name: string\n  "odd name"?: number\n  inner: {\n    deep: <TestRow>\n  }\n  limit?: number = 5\n}',
  );
});

it("names a shape twice when it is sent in another form than it is answered", () => {
  const settings = z.object({ size: z.number().default(1) }).meta({ id: "TestSettings" });
  const book = new SchemaBook();
  expect(book.reference(settings, "output")).toEqual({ $ref: "#/components/schemas/TestSettings" });
  expect(book.reference(settings, "input")).toEqual({ $ref: "#/components/schemas/TestSettingsInput" });
  expect(book.components.TestSettings!.required).toEqual(["size"]);
  expect(book.components.TestSettingsInput!.required).toBeUndefined();
  expect(book.reference(row, "output")).toEqual(book.reference(row, "input"));
  expect(Object.keys(book.components).sort()).toEqual(["TestRow", "TestSettings", "TestSettingsInput"]);
});
