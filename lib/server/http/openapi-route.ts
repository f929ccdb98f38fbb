import { z } from "zod";
import { type OpenApiDocument, openApiDocument } from "#core/openapi/document.ts";
import type { Operation } from "#core/openapi/operation.ts";
import { defineRoute } from "./route.ts";

const TAGS = [
  { name: "Ingest", description: "Records in: predictions, labels, feedback, service figures." },
  { name: "Models", description: "What is monitored: versions, columns, references." },
  { name: "Drift", description: "What has changed, since when, and how each number came about." },
  { name: "Performance", description: "How right the predictions were, as far as labels have come." },
  { name: "Records", description: "The stored records themselves." },
  { name: "Alarms", description: "Rules, their back-tests and looks, starter sets, and all of it as a file." },
  { name: "Incidents", description: "What fired, what people said of it, and silences." },
  { name: "Notifications", description: "Channels, who is told of what, and what became of each message." },
  { name: "Jobs", description: "Long work and its progress." },
  { name: "Access", description: "Keys, sign-in, who am I." },
  { name: "Operation", description: "Probes and metrics." },
];

/** The document of all operations. */
export const describeApi = (operations: readonly Operation[], version: string): OpenApiDocument =>
  openApiDocument(operations, { version, tags: TAGS });

/** The route of the document; it is in the document too, so the document is asked for late. */
export const openApiRoute = (document: () => OpenApiDocument) =>
  defineRoute({
    id: "getOpenApi",
    method: "GET",
    path: "/api/openapi.json",
    tag: "Operation",
    summary: "This document",
    access: "public",
    success: [{ status: 200, description: "OpenAPI 3.1.", schema: z.record(z.string(), z.unknown()) }],
    handler: () => document(),
  });
