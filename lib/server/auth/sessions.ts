import { createHash, randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { Recent } from "./recent.ts";

export const SESSION_DAYS = 30;
const REMEMBERED_MS = 3_000;
/** 256 bits in base64url. */
const SECRET = /^[A-Za-z0-9_-]{43}$/;

const memories = new WeakMap<Pool, Recent<boolean>>();

function memoryOf(pool: Pool): Recent<boolean> {
  let memory = memories.get(pool);
  if (!memory) {
    memory = new Recent(REMEMBERED_MS, 10_000);
    memories.set(pool, memory);
  }
  return memory;
}

/** A secret of 256 bits and the hash that is stored of it. */
export function makeSecret(): { secret: string; hash: Buffer } {
  const secret = randomBytes(32).toString("base64url");
  return { secret, hash: secretHash(secret) };
}

export const secretHash = (secret: string): Buffer => createHash("sha256").update(secret).digest();
export const isSecret = (text: string): boolean => SECRET.test(text);

/** The hash of a living session's cookie; null for any other text. */
export async function findSession(pool: Pool, cookie: string): Promise<Buffer | null> {
  if (!isSecret(cookie)) return null;
  const hash = secretHash(cookie);
  const lives = await memoryOf(pool).get(hash.toString("base64"), async () => {
    const found = await pool.query(`SELECT 1 FROM session WHERE hash = $1 AND expires_at > now()`, [hash]);
    return found.rows.length > 0;
  });
  return lives ? hash : null;
}

/** Signs out: the cookie is worth nothing from now on. Old sessions are cleared away on the way. */
export async function endSession(pool: Pool, hash: Buffer): Promise<void> {
  await pool.query(`DELETE FROM session WHERE hash = $1 OR expires_at < now()`, [hash]);
  memoryOf(pool).clear();
}
