import type { Pool } from "pg";

const AT_MOST_EVERY_MS = 60_000;
const GATHER_MS = 1_000;

interface Marks {
  /** When this process last wrote the key's time. */
  written: Map<number, number>;
  waiting: Set<number>;
  timer: NodeJS.Timeout | null;
}

const marksOf = new WeakMap<Pool, Marks>();

/** Notes that a key was used; written a little later, together with others, at most once a minute for each key. */
export function markUsed(pool: Pool, keyId: number): void {
  let marks = marksOf.get(pool);
  if (!marks) {
    marks = { written: new Map(), waiting: new Set(), timer: null };
    marksOf.set(pool, marks);
  }
  const now = performance.now();
  const before = marks.written.get(keyId);
  if (before !== undefined && now - before < AT_MOST_EVERY_MS) return;
  marks.written.set(keyId, now);
  marks.waiting.add(keyId);
  if (marks.timer) return;
  marks.timer = setTimeout(() => void flushLastUsed(pool), GATHER_MS);
  marks.timer.unref();
}

/** Writes what is waiting. A failure is not worth failing a request for: the next use tries again. */
export async function flushLastUsed(pool: Pool): Promise<void> {
  const marks = marksOf.get(pool);
  if (!marks) return;
  if (marks.timer) clearTimeout(marks.timer);
  marks.timer = null;
  const ids = [...marks.waiting];
  marks.waiting.clear();
  if (ids.length === 0) return;
  try {
    await pool.query(
      `UPDATE api_key SET last_used_at = now()
       WHERE id = ANY($1::int[]) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
      [ids],
    );
  } catch {
    for (const id of ids) marks.written.delete(id);
  }
}
