import { schemaText } from "#core/openapi/schema-text.ts";
import type { JsonSchema } from "#core/openapi/schemas.ts";

export const shapeId = (name: string): string => `shape-${name}`;

/** A JSON schema as text, the shapes that it names as links. */
export function Shape({ schema, label }: { schema: JsonSchema; label: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="min-w-0 overflow-x-auto rounded-md border border-line bg-surface p-3"
    >
      <pre className="font-mono text-ink text-xs leading-5">
        {schemaText(schema).map((part, i) =>
          "name" in part ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other identity, and never move
            <a key={i} href={`#${shapeId(part.name)}`} className="text-accent underline underline-offset-2">
              {part.name}
            </a>
          ) : (
            part.text
          ),
        )}
      </pre>
    </section>
  );
}
