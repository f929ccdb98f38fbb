import { createHash, timingSafeEqual } from "node:crypto";
import type { Pool } from "pg";
import type { Scope } from "#core/contracts/manage.ts";
import type { ApiKey } from "../db/generated/client.ts";
import type { SqlRow } from "../db/sql-row.ts";
import { MAX_KEY_LENGTH, MIN_KEY_LENGTH, readKey } from "./key-format.ts";
import { effectiveScopes } from "./principal.ts";
import { Recent } from "./recent.ts";

/** A revoked key stops within this time in other processes; at once in the one that revoked it. */
const REMEMBERED_MS = 3_000;
const REMEMBERED_KEYS = 10_000;

export interface FoundKey {
  id: number;
  projectId: number;
  kind: "header" | "url";
  scopes: ReadonlySet<Scope>;
}

type KeyRow = Pick<SqlRow<ApiKey>, "id" | "project_id" | "prefix" | "hash" | "scopes" | "revoked_at"> & Pick<FoundKey, "kind">;

interface Memory {
  keys: Recent<FoundKey | null>;
  given: Recent<KeyRow[]>;
}

const memories = new WeakMap<Pool, Memory>();
const NO_DIGEST = Buffer.alloc(32);
const COLUMNS = "id, project_id, prefix, hash, scopes, kind, revoked_at";

function memoryOf(pool: Pool): Memory {
  let memory = memories.get(pool);
  if (!memory) {
    memory = { keys: new Recent(REMEMBERED_MS, REMEMBERED_KEYS), given: new Recent(REMEMBERED_MS, 1) };
    memories.set(pool, memory);
  }
  return memory;
}

/** After a key was made or revoked: this process asks again at once. */
export function forgetKeys(pool: Pool): void {
  memoryOf(pool).keys.clear();
  memoryOf(pool).given.clear();
}

export const keyDigest = (key: string): Buffer<ArrayBuffer> => createHash("sha256").update(key, "utf8").digest();

/** The name under which a key that Tidemark did not make is stored: it has no id of its own. */
export const givenPrefix = (digest: Buffer): string => `given_${digest.toString("hex", 0, 8)}`;

async function load(pool: Pool, prefix: string | null, digest: Buffer): Promise<FoundKey | null> {
  // All given keys are read together, so that guessing at them asks the data base nothing.
  const row = prefix
    ? (await pool.query<KeyRow>(`SELECT ${COLUMNS} FROM api_key WHERE prefix = $1`, [prefix])).rows[0]
    : (await givenKeys(pool)).find((candidate) => candidate.prefix === givenPrefix(digest));
  const same = timingSafeEqual(row?.hash.length === 32 ? row.hash : NO_DIGEST, digest);
  if (!row || !same || row.revoked_at) return null;
  return { id: row.id, projectId: row.project_id, kind: row.kind, scopes: effectiveScopes(row.scopes, row.kind) };
}

function givenKeys(pool: Pool): Promise<KeyRow[]> {
  return memoryOf(pool).given.get(
    "",
    async () => (await pool.query<KeyRow>(`SELECT ${COLUMNS} FROM api_key WHERE prefix LIKE 'given\\_%'`)).rows,
  );
}

/** The living key that this text is; null when it is none. A wrong checksum asks the data base nothing. */
export async function findKey(pool: Pool, key: string): Promise<FoundKey | null> {
  if (key.length < MIN_KEY_LENGTH || key.length > MAX_KEY_LENGTH) return null;
  const read = readKey(key);
  if (read.form === "mistyped") return null;
  const digest = keyDigest(key);
  const prefix = read.form === "own" ? read.prefix : null;
  return memoryOf(pool).keys.get(digest.toString("base64"), () => load(pool, prefix, digest));
}
