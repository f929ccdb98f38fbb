import type { Pool } from "pg";
import type { Key, Scope } from "#core/contracts/manage.ts";
import { SCOPES } from "#core/contracts/manage.ts";
import { Problem } from "../http/problem.ts";
import { defaultProjectId } from "./default-project.ts";
import { forgetKeys, givenPrefix, keyDigest } from "./find-key.ts";
import { MAX_KEY_LENGTH, MIN_KEY_LENGTH, makeKey, readKey } from "./key-format.ts";

export interface NewKey {
  projectId: number;
  name: string;
  scopes: readonly Scope[];
  kind?: "header" | "url";
}

interface Row {
  id: number;
  name: string;
  prefix: string;
  scopes: Scope[];
  kind: "header" | "url";
  created_at: Date;
  revoked_at: Date | null;
  last_used_at: Date | null;
}

const COLUMNS = "id, name, prefix, scopes, kind, created_at, revoked_at, last_used_at";

const toKey = (row: Row): Key => ({
  ...row,
  created_at: row.created_at.toISOString(),
  revoked_at: row.revoked_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
});

/** Makes a key. The secret is in the answer and nowhere else. */
export async function createKey(pool: Pool, wanted: NewKey): Promise<{ key: string; row: Key }> {
  const kind = wanted.kind ?? "header";
  if (kind === "url" && wanted.scopes.some((scope) => scope !== "ingest")) {
    throw new Problem({
      status: 422,
      code: "url_key_scopes",
      detail: "A key that sits in a URL ends up in logs, so it may only have the scope 'ingest'. Make a second key for the rest.",
      extra: { errors: [{ pointer: "/scopes", detail: "only 'ingest' for a key of kind 'url'" }] },
    });
  }
  const { key, prefix } = makeKey();
  const made = await pool.query<Row>(
    `INSERT INTO api_key (project_id, name, prefix, hash, scopes, kind) VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`,
    [wanted.projectId, wanted.name, prefix, keyDigest(key), [...new Set(wanted.scopes)], kind],
  );
  return { key, row: toKey(made.rows[0]!) };
}

/** A page of the project's keys, newest first, revoked ones too. */
export async function listKeys(pool: Pool, projectId: number, before: number | null, limit: number): Promise<Key[]> {
  const found = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM api_key WHERE project_id = $1 AND ($2::int IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [projectId, before, limit],
  );
  return found.rows.map(toKey);
}

/** Revokes a key; again does nothing. Null when the project has no such key. */
export async function revokeKey(pool: Pool, projectId: number, id: number): Promise<Key | null> {
  const found = await pool.query<Row>(
    `UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE project_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
    [projectId, id],
  );
  forgetKeys(pool);
  return found.rows[0] ? toKey(found.rows[0]) : null;
}

/**
 * Registers the key of TIDEMARK_BOOTSTRAP_KEY with all scopes of the default project. Repeating it changes nothing, except that a key
 * which was revoked lives again: the operator who sets the variable says so.
 */
export async function registerBootstrapKey(pool: Pool, key: string): Promise<void> {
  if (key.length < MIN_KEY_LENGTH || key.length > MAX_KEY_LENGTH || !/^[\x21-\x7e]+$/.test(key)) {
    throw new Error(
      `TIDEMARK_BOOTSTRAP_KEY must have ${MIN_KEY_LENGTH} to ${MAX_KEY_LENGTH} printable ASCII characters without spaces; it has ${key.length}.`,
    );
  }
  const read = readKey(key);
  if (read.form === "mistyped")
    throw new Error("TIDEMARK_BOOTSTRAP_KEY looks like a Tidemark key, but its checksum is wrong: was it cut or mistyped?");
  const digest = keyDigest(key);
  await pool.query(
    `INSERT INTO api_key (project_id, name, prefix, hash, scopes, kind) VALUES ($1, 'bootstrap', $2, $3, $4, 'header')
     ON CONFLICT (prefix) DO UPDATE SET revoked_at = NULL, scopes = excluded.scopes WHERE api_key.hash = excluded.hash`,
    [await defaultProjectId(pool), read.form === "own" ? read.prefix : givenPrefix(digest), digest, [...SCOPES]],
  );
  forgetKeys(pool);
}
