import type { JsonSchema } from "./schemas.ts";

/** A part of a shape as it is read: text, or the name of another shape. */
export type TextPart = { text: string } | { name: string };

const REFERENCE = "#/components/schemas/";

const list = (schema: JsonSchema, key: string): JsonSchema[] => (Array.isArray(schema[key]) ? (schema[key] as JsonSchema[]) : []);

function joined(parts: readonly TextPart[][], separator: string): TextPart[] {
  return parts.flatMap((part, i) => (i === 0 ? part : [{ text: separator }, ...part]));
}

function objectText(schema: JsonSchema, indent: string): TextPart[] {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const required = new Set((schema.required ?? []) as string[]);
  if (properties.length === 0) {
    const values = schema.additionalProperties;
    return typeof values === "object" && values !== null
      ? [{ text: "{ [name]: " }, ...schemaText(values as JsonSchema, indent), { text: " }" }]
      : [{ text: "object" }];
  }
  const inner = `${indent}  `;
  const rows = properties.map(([name, value]): TextPart[] => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
    const preset = value.default === undefined ? "" : ` = ${JSON.stringify(value.default)}`;
    return [{ text: `${inner}${key}${required.has(name) ? "" : "?"}: ` }, ...schemaText(value, inner), { text: preset }];
  });
  return [{ text: "{\n" }, ...joined(rows, "\n"), { text: `\n${indent}}` }];
}

/**
 * A JSON schema the way a person reads a type: `{ name: string, kind?: "a" | "b", rows: Row[] }`, one field a line, `?` for
 * fields that may be left out. Names of other shapes are parts of their own, so that a page can make links of them.
 */
export function schemaText(schema: JsonSchema, indent = ""): TextPart[] {
  if (typeof schema.$ref === "string") return [{ name: schema.$ref.replace(REFERENCE, "") }];
  if (schema.const !== undefined) return [{ text: JSON.stringify(schema.const) }];
  if (Array.isArray(schema.enum)) return [{ text: schema.enum.map((value) => JSON.stringify(value)).join(" | ") }];
  const alternatives = [...list(schema, "anyOf"), ...list(schema, "oneOf")];
  if (alternatives.length > 0)
    return joined(
      alternatives.map((one) => schemaText(one, indent)),
      " | ",
    );
  if (Array.isArray(schema.type)) return [{ text: schema.type.join(" | ") }];
  if (schema.type === "array") {
    const items = schemaText((schema.items ?? {}) as JsonSchema, indent);
    const plain = items.length === 1 && !("text" in items[0]! && items[0].text.includes(" | "));
    return plain ? [...items, { text: "[]" }] : [{ text: "(" }, ...items, { text: ")[]" }];
  }
  if (schema.type === "object") return objectText(schema, indent);
  if (schema.format === "date-time") return [{ text: "time" }];
  return [{ text: typeof schema.type === "string" ? schema.type : "any" }];
}
