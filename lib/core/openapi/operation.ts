import type { z } from "zod";
import type { Scope } from "../contracts/manage.ts";

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type Method = (typeof METHODS)[number];

/** A scope that the key must have; `any`: every valid key or person; `user`: only a signed-in person; `public`: everybody. */
export type Access = Scope | "any" | "user" | "public";

/** A body that is not JSON, e.g. a file. */
export interface RawBody {
  media: readonly string[];
  description: string;
  /** The same door takes JSON of this shape too. */
  json?: z.ZodType;
}

export interface Success {
  status: number;
  description: string;
  /** Shape of the JSON answer. */
  schema?: z.ZodType;
  /** Other media types that the same status can carry. */
  media?: readonly string[];
}

/** One method of one path: what the documentation needs to know, and what the route wrapper holds requests against. */
export interface Operation {
  /** Unique, in camelCase: the name in generated clients. */
  id: string;
  method: Method;
  /** With `{name}` for parameters. */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  access: Access;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** Request headers that mean something here besides those of every operation. */
  headers?: Record<string, string>;
  body?: z.ZodType | RawBody;
  /** The body may be left out. */
  bodyOptional?: boolean;
  success: readonly Success[];
  /** Statuses of problems besides those that follow from the rest. */
  problems?: readonly number[];
}

export const isRawBody = (body: z.ZodType | RawBody): body is RawBody => "media" in body;

/** Names of the parameters in a path, in order. */
export const pathParameters = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
