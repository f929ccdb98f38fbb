import { z } from "zod";

export type JsonSchema = Record<string, unknown>;

/** Gathers the named schemas (`meta({ id })`) that operations use, so that each stands in the document once. */
export class SchemaBook {
  readonly components: Record<string, JsonSchema> = {};

  /**
   * The JSON schema of a zod schema, its named parts moved to `components`. `io`: what a caller sends ("input": fields with
   * defaults may be left out) or gets ("output"). A name that means two different shapes gets "Input" behind it for what is sent.
   */
  reference(schema: z.ZodType, io: "input" | "output"): JsonSchema {
    const {
      $schema: _,
      $defs = {},
      ...root
    } = z.toJSONSchema(schema, { io, target: "draft-2020-12", unrepresentable: "any", override: tidy(io) }) as JsonSchema & {
      $defs?: Record<string, JsonSchema>;
    };
    const names = new Map(Object.entries($defs).map(([name, definition]) => [name, this.nameFor(name, definition, io)]));
    for (const [name, definition] of Object.entries($defs)) this.components[names.get(name)!] = renamed(definition, names) as JsonSchema;
    return renamed(root, names) as JsonSchema;
  }

  private nameFor(name: string, definition: JsonSchema, io: "input" | "output"): string {
    const held = this.components[name];
    if (held === undefined) return name;
    const same = JSON.stringify(held) === JSON.stringify(renamed(definition, new Map()));
    return same || io === "output" ? name : `${name}Input`;
  }
}

/** Local references become references into the document. */
function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key !== "$ref" || typeof inner !== "string") return [key, renamed(inner, names)];
      const name = inner.replace("#/$defs/", "");
      return [key, `#/components/schemas/${names.get(name) ?? name}`];
    }),
  );
}

/** Leaves out what says nothing to a reader: JavaScript's own integer bounds, the regular expression behind a format. */
function tidy(io: "input" | "output") {
  return ({ jsonSchema }: { jsonSchema: JsonSchema }): void => {
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (jsonSchema.format === "date-time" || jsonSchema.format === "uuid") delete jsonSchema.pattern;
    if (jsonSchema.example !== undefined) {
      jsonSchema.examples = [jsonSchema.example];
      delete jsonSchema.example;
    }
    // Answers may gain fields: a client must not fail on them.
    if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  };
}
