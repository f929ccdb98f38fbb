import { SCOPES, type Scope } from "#core/contracts/manage.ts";

/** Who asks: an API key, or a signed-in person. */
export interface Principal {
  kind: "key" | "user";
  projectId: number;
  /** Only of a key. */
  keyId?: number;
  /** Of a person: the hash of the session, so that it can be ended. */
  sessionHash?: Buffer;
  /** Complete: `admin` already brought the others in. */
  scopes: ReadonlySet<Scope>;
}

/** An admin may do all; a key that sits in an address may only send records, whatever was asked for. */
export function effectiveScopes(scopes: readonly string[], kind: string): ReadonlySet<Scope> {
  if (kind === "url") return new Set<Scope>(["ingest"]);
  if (scopes.includes("admin")) return new Set(SCOPES);
  return new Set(SCOPES.filter((scope) => scopes.includes(scope)));
}
