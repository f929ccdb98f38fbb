import type { Scope } from "#core/contracts/manage.ts";

/** What a key with the scope may do. */
export const SCOPE_WORDS: Record<Scope, { label: string; hint: string }> = {
  ingest: { label: "ingest", hint: "send records" },
  "models:write": { label: "models:write", hint: "a first record with a new name makes a model" },
  read: { label: "read", hint: "read drift, records and settings" },
  admin: { label: "admin", hint: "everything, keys included" },
};
