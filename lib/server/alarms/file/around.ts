import type { PoolClient } from "pg";
import type { FileChange } from "#core/alarms/file-changes.ts";
import type { FileContent } from "#core/alarms/file-content.ts";
import type { QueryRequest } from "../../queries/context.ts";
import type { StoredContent } from "./stored-content.ts";

/** A part of a file that cannot be done: where, and what to do. */
export class FileProblem extends Error {
  readonly errors: { path: PropertyKey[]; message: string }[];

  constructor(errors: { path: PropertyKey[]; message: string }[]) {
    super(errors.map(({ message }) => message).join(" "));
    this.errors = errors;
  }
}

/** What the parts of a file are applied with. */
export interface Around {
  client: PoolClient;
  request: QueryRequest;
  content: FileContent;
  stored: StoredContent;
  changes: FileChange[];
  author: string;
}
