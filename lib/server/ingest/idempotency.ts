import { hash } from "node:crypto";
import type { Pool } from "pg";
import { Problem } from "../http/problem.ts";
import { FIND_ANSWER } from "./sql/idempotency.sql.ts";

const KEY_CHARS = 200;

export interface IdempotencyKey {
  key: string;
  digest: Buffer;
}

/** The Idempotency-Key of a request, quoted or not, with the digest of what it stands for. */
export function readIdempotencyKey(header: string | undefined, scope: string, wire: Buffer): IdempotencyKey | null {
  if (header === undefined) return null;
  const key = header.trim().replace(/^"(.*)"$/, "$1");
  if (key === "" || key.length > KEY_CHARS) {
    throw new Problem({ status: 422, code: "invalid_idempotency_key", detail: `An Idempotency-Key is 1 to ${KEY_CHARS} characters.` });
  }
  return { key, digest: Buffer.concat([hash("sha256", scope, "buffer"), hash("sha256", wire, "buffer")]) };
}

/** The answer that was given to this key before; null when there is none. Throws 422 when it was another body's. */
export async function findAnswer(pool: Pool, projectId: number, { key, digest }: IdempotencyKey): Promise<unknown> {
  const { rows } = await pool.query<{ digest: Buffer; answer: unknown }>(FIND_ANSWER, [projectId, key]);
  const row = rows[0];
  if (!row) return null;
  if (!row.digest.equals(digest)) {
    throw new Problem({
      status: 422,
      code: "idempotency_key_reused",
      detail: "This Idempotency-Key was used for another body. Use a new key for a new body.",
    });
  }
  return row.answer;
}

/** Keys whose requests this process is working on. Two processes meet in the data base. */
export class KeysInFlight {
  private readonly keys = new Set<string>();

  async hold<T>(projectId: number, key: string, work: () => Promise<T>): Promise<T> {
    const name = `${projectId}/${key}`;
    if (this.keys.has(name)) {
      throw new Problem({
        status: 409,
        code: "idempotency_key_in_flight",
        detail: "A request with this Idempotency-Key is being stored right now. Ask again in a moment.",
        headers: { "Retry-After": "1" },
      });
    }
    this.keys.add(name);
    try {
      return await work();
    } finally {
      this.keys.delete(name);
    }
  }
}
