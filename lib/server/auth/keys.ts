import type { Pool } from "pg";
import type { Key, Scope } from "#core/contracts/manage.ts";
import { SCOPES } from "#core/contracts/manage.ts";
import { prismaOf } from "../db/client.ts";
import { Prisma } from "../db/generated/client.ts";
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

const FIELDS = {
  id: true,
  name: true,
  prefix: true,
  scopes: true,
  kind: true,
  createdAt: true,
  revokedAt: true,
  lastUsedAt: true,
} satisfies Prisma.ApiKeySelect;

const toKey = (row: Prisma.ApiKeyGetPayload<{ select: typeof FIELDS }>): Key => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes as Scope[],
  kind: row.kind as Key["kind"],
  created_at: row.createdAt.toISOString(),
  revoked_at: row.revokedAt?.toISOString() ?? null,
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
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
  const row = await prismaOf(pool).apiKey.create({
    data: { projectId: wanted.projectId, name: wanted.name, prefix, hash: keyDigest(key), scopes: [...new Set(wanted.scopes)], kind },
    select: FIELDS,
  });
  return { key, row: toKey(row) };
}

/** A page of the project's keys, newest first, revoked ones too. */
export async function listKeys(pool: Pool, projectId: number, before: number | null, limit: number): Promise<Key[]> {
  const rows = await prismaOf(pool).apiKey.findMany({
    where: { projectId, id: before === null ? Prisma.skip : { lt: before } },
    orderBy: { id: "desc" },
    take: limit,
    select: FIELDS,
  });
  return rows.map(toKey);
}

/** Revokes a key; again does nothing. Null when the project has no such key. */
export async function revokeKey(pool: Pool, projectId: number, id: number): Promise<Key | null> {
  await pool.query("UPDATE api_key SET revoked_at = now() WHERE project_id = $1 AND id = $2 AND revoked_at IS NULL", [projectId, id]);
  forgetKeys(pool);
  const row = await prismaOf(pool).apiKey.findUnique({ where: { id, projectId }, select: FIELDS });
  return row && toKey(row);
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
