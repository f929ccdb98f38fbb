import { Badge } from "#components/ui/badge.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { JsonSchema } from "#core/openapi/schemas.ts";
import { Prose } from "./prose.tsx";
import { Shape } from "./shape.tsx";

interface Content {
  [media: string]: { schema?: JsonSchema };
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema: JsonSchema;
}

export interface DocumentedOperation {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { description?: string; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

const PLACES: Record<string, string> = { path: "in the path", query: "in the query", header: "header" };

function typeOf(schema: JsonSchema): string {
  if (Array.isArray(schema.enum)) return schema.enum.join(", ");
  const alternatives = (schema.anyOf ?? []) as JsonSchema[];
  return alternatives.length > 0 ? alternatives.map(typeOf).join(" or ") : String(schema.type ?? "text");
}

function Parameters({ parameters, label }: { parameters: Parameter[]; label: string }) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Parameter</Th>
          <Th>Values</Th>
          <Th>Meaning</Th>
        </tr>
      </thead>
      <tbody>
        {parameters.map((parameter) => (
          <Tr key={`${parameter.in} ${parameter.name}`}>
            <Td>
              <code className="font-mono text-xs">{parameter.name}</code>
              <span className="ml-2 text-2xs text-ink-3">
                {PLACES[parameter.in]}
                {parameter.required ? ", required" : ""}
              </span>
            </Td>
            <Td className="text-ink-2 text-xs">
              {typeOf(parameter.schema)}
              {parameter.schema.default === undefined ? "" : ` (${String(parameter.schema.default)})`}
            </Td>
            <Td className="min-w-64 text-ink-2 text-xs">
              <Prose text={parameter.description ?? ""} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Body({ content, label }: { content: Content; label: string }) {
  const media = Object.keys(content);
  const schema = Object.values(content).find((one) => one.schema)?.schema;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-ink-3 text-xs">{media.join(", ")}</p>
      {schema ? <Shape schema={schema} label={label} /> : null}
    </div>
  );
}

/** One method of one path, folded until it is opened. */
export function Operation({ method, path, operation }: { method: string; path: string; operation: DocumentedOperation }) {
  const name = `${method.toUpperCase()} ${path}`;
  const answers = Object.entries(operation.responses);
  const good = answers.filter(([status]) => Number(status) < 300);
  const problems = answers.filter(([status]) => Number(status) >= 300);
  return (
    <details id={operation.operationId} className="rounded-lg border border-line [&[open]>summary]:border-line [&[open]>summary]:border-b">
      <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 rounded-lg px-3 py-2.5 hover:bg-hover">
        <Badge className="w-16 justify-center font-mono">{method.toUpperCase()}</Badge>
        <code className="break-all font-mono text-ink text-xs">{path}</code>
        <span className="text-ink-2 text-sm">{operation.summary}</span>
      </summary>
      <div className="flex flex-col gap-4 p-3">
        {operation.description?.split("\n\n").map((paragraph) => (
          <p key={paragraph} className="max-w-3xl text-ink-2 text-sm leading-6">
            <Prose text={paragraph} />
          </p>
        ))}
        {operation.parameters ? <Parameters parameters={operation.parameters} label={`Parameters of ${name}`} /> : null}
        {operation.requestBody ? (
          <div className="flex flex-col gap-2">
            <h3 className="font-medium text-ink text-sm">Body</h3>
            {operation.requestBody.description ? (
              <p className="text-ink-2 text-sm">
                <Prose text={operation.requestBody.description} />
              </p>
            ) : null}
            <Body content={operation.requestBody.content} label={`Body of ${name}`} />
          </div>
        ) : null}
        {good.map(([status, answer]) => (
          <div key={status} className="flex flex-col gap-2">
            <h3 className="font-medium text-ink text-sm">
              {status}{" "}
              <span className="font-normal text-ink-2">
                <Prose text={answer.description} />
              </span>
            </h3>
            {answer.content ? <Body content={answer.content} label={`Answer ${status} of ${name}`} /> : null}
          </div>
        ))}
        <p className="text-ink-3 text-xs">Problems: {problems.map(([status]) => status).join(", ")}</p>
      </div>
    </details>
  );
}
