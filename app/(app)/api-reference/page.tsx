import type { Metadata } from "next";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { OpenApiDocument } from "#core/openapi/document.ts";
import { apiDocument } from "#server/http/registry.ts";
import { type DocumentedOperation, Operation } from "./operation.tsx";
import { Prose } from "./prose.tsx";
import { Shape, shapeId } from "./shape.tsx";

export const metadata: Metadata = { title: "API reference" };

interface Group {
  name: string;
  description?: string;
  operations: { method: string; path: string; operation: DocumentedOperation }[];
}

function groupsOf(document: OpenApiDocument): Group[] {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method,
      path,
      operation: operation as DocumentedOperation & { tags: string[] },
    })),
  );
  return document.tags.map((tag) => ({ ...tag, operations: all.filter(({ operation }) => operation.tags.includes(tag.name)) }));
}

export default function ApiReferencePage() {
  const document = apiDocument();
  return (
    <div className="flex flex-col gap-8">
      <PageHeader
        title="API reference"
        description={
          <>
            <Prose text={document.info.description} /> The same as{" "}
            <a className="text-accent underline underline-offset-2" href="/api/openapi.json">
              OpenAPI 3.1
            </a>
            , for generators of clients.
          </>
        }
      />
      {groupsOf(document).map((group) => (
        <section key={group.name} aria-labelledby={`group-${group.name}`} className="flex flex-col gap-3">
          <div>
            <h2 id={`group-${group.name}`} className="font-semibold text-ink text-lg tracking-tight">
              {group.name}
            </h2>
            <p className="text-ink-2 text-sm">{group.description}</p>
          </div>
          {group.operations.map(({ method, path, operation }) => (
            <Operation key={operation.operationId} method={method} path={path} operation={operation} />
          ))}
        </section>
      ))}
      <section aria-labelledby="shapes" className="flex flex-col gap-4">
        <h2 id="shapes" className="font-semibold text-ink text-lg tracking-tight">
          Shapes
        </h2>
        {Object.entries(document.components.schemas)
          .sort(([a], [b]) => a.localeCompare(b))
          .map(([name, schema]) => (
            <div key={name} id={shapeId(name)} className="flex scroll-mt-16 flex-col gap-2">
              <h3 className="font-medium font-mono text-ink text-sm">{name}</h3>
              <Shape schema={schema} label={name} />
            </div>
          ))}
      </section>
    </div>
  );
}
