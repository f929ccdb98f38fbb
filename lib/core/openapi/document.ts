import type { z } from "zod";
import { problemSchema } from "../contracts/common.ts";
import { type Access, isRawBody, type Operation, pathParameters } from "./operation.ts";
import { PARAMETER_TEXTS } from "./parameters.ts";
import { type JsonSchema, SchemaBook } from "./schemas.ts";

export interface OpenApiDocument {
  openapi: "3.1.0";
  info: { title: string; version: string; description: string; license: { name: string; identifier: string } };
  servers: { url: string; description: string }[];
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, unknown> };
}

export interface DocumentInfo {
  version: string;
  tags: { name: string; description?: string }[];
}

const PROBLEM_TEXTS: Record<number, string> = {
  400: "The body cannot be decoded.",
  401: "No valid key, and nobody is signed in.",
  403: "The key or person may not do this.",
  404: "There is no such thing in this project.",
  409: "Not possible in its present state.",
  410: "No longer good.",
  413: "Too large.",
  415: "An encoding or type that is not read here.",
  422: "Well-formed, but not valid; `errors` points at what is wrong.",
  429: "Too much at once; repeat after `Retry-After` seconds.",
  503: "The data base is away; repeat after `Retry-After` seconds.",
};

const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer", description: "An API key: `Authorization: Bearer tm_...`" },
  basic: { type: "http", scheme: "basic", description: "The key as password (or as user)." },
  apiKey: { type: "apiKey", in: "header", name: "X-API-Key" },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "tidemark_session",
    description: "A signed-in browser; changes only from Tidemark's own pages.",
  },
};

function securityOf(access: Access): Record<string, string[]>[] {
  if (access === "public") return [];
  if (access === "user") return [{ session: [] }];
  const keys: Record<string, string[]>[] = [{ bearer: [] }, { basic: [] }, { apiKey: [] }];
  return access === "ingest" ? keys : [...keys, { session: [] }];
}

function accessText(access: Access): string | null {
  if (access === "public" || access === "any") return null;
  return access === "user" ? "For signed-in people only." : `Scope: \`${access}\`${access === "admin" ? "" : " (or `admin`)"}.`;
}

function parameters(operation: Operation, book: SchemaBook): unknown[] {
  const given = (schema: z.ZodObject | undefined) => {
    const json = schema ? (book.reference(schema, "input") as { properties?: Record<string, JsonSchema>; required?: string[] }) : {};
    return { properties: json.properties ?? {}, required: new Set(json.required) };
  };
  const described = (name: string, schema?: JsonSchema) => {
    const description = schema?.description ?? PARAMETER_TEXTS[name];
    return description ? { description } : {};
  };
  const path = given(operation.params);
  const query = given(operation.query);
  return [
    ...pathParameters(operation.path).map((name) => ({
      name,
      in: "path",
      required: true,
      ...described(name),
      schema: path.properties[name] ?? { type: "string" },
    })),
    ...Object.entries(query.properties).map(([name, schema]) => ({
      name,
      in: "query",
      ...(query.required.has(name) ? { required: true } : {}),
      ...described(name, schema),
      schema,
    })),
    ...Object.entries(operation.headers ?? {}).map(([name, description]) => ({
      name,
      in: "header",
      description,
      schema: { type: "string" },
    })),
  ];
}

function requestBody(operation: Operation, book: SchemaBook): Record<string, unknown> {
  const { body } = operation;
  if (!body) return {};
  const required = operation.bodyOptional !== true;
  if (!isRawBody(body)) return { requestBody: { required, content: { "application/json": { schema: book.reference(body, "input") } } } };
  const files = Object.fromEntries(body.media.map((media) => [media, {}]));
  const json = body.json ? { "application/json": { schema: book.reference(body.json, "input") } } : {};
  return { requestBody: { required, description: body.description, content: { ...json, ...files } } };
}

function responses(operation: Operation, book: SchemaBook): Record<string, unknown> {
  const answers: Record<string, unknown> = {};
  for (const { status, description, schema, media = [] } of operation.success) {
    const json = schema ? { "application/json": { schema: book.reference(schema, "output") } } : {};
    const content = { ...json, ...Object.fromEntries(media.map((type) => [type, {}])) };
    answers[status] = { description, ...(Object.keys(content).length > 0 ? { content } : {}) };
  }
  for (const status of problemStatuses(operation)) {
    answers[status] ??= {
      description: PROBLEM_TEXTS[status] ?? "A problem.",
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    };
  }
  return answers;
}

/** The statuses of problems that an operation can answer: they follow from who may ask and what is asked. */
export function problemStatuses(operation: Operation): number[] {
  const found = new Set(operation.problems ?? []);
  if (operation.access !== "public") {
    found.add(401);
    found.add(403);
  }
  if (operation.path.includes("{")) found.add(404);
  if (operation.query || operation.body) found.add(422);
  if (operation.body) {
    found.add(413);
    found.add(415);
  }
  found.add(503);
  return [...found].sort((a, b) => a - b);
}

/** The OpenAPI 3.1 document of operations, from the schemas that requests and answers are held against. */
export function openApiDocument(operations: readonly Operation[], info: DocumentInfo): OpenApiDocument {
  const book = new SchemaBook();
  book.reference(problemSchema, "output");
  const paths: OpenApiDocument["paths"] = {};
  for (const operation of operations) {
    const text = [operation.description, accessText(operation.access)].filter(Boolean).join("\n\n");
    const given = parameters(operation, book);
    paths[operation.path] ??= {};
    paths[operation.path]![operation.method.toLowerCase()] = {
      operationId: operation.id,
      tags: [operation.tag],
      summary: operation.summary,
      ...(text ? { description: text } : {}),
      security: securityOf(operation.access),
      ...(given.length > 0 ? { parameters: given } : {}),
      ...requestBody(operation, book),
      responses: responses(operation, book),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tidemark",
      version: info.version,
      description: "Send predictions, labels and service figures in; read drift out. Errors are RFC 9457 problems with a stable `code`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "This installation" }],
    tags: info.tags,
    paths,
    components: { schemas: book.components, securitySchemes: SECURITY_SCHEMES },
  };
}
