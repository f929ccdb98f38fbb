import type { Pool } from "pg";

const known = new WeakMap<Pool, Promise<number>>();

// In SQL: every process asks this, and a worker that asks nothing else by Prisma is spared its query compiler (docs/adr/0006).
async function makeOrFind(pool: Pool): Promise<number> {
  await pool.query(`INSERT INTO project (slug, name) VALUES ('default', 'Default') ON CONFLICT (slug) DO NOTHING`);
  const found = await pool.query<{ id: number }>(`SELECT id FROM project WHERE slug = 'default'`);
  return found.rows[0]!.id;
}

/** The project that exists from the first start; made when it is missing. */
export function defaultProjectId(pool: Pool): Promise<number> {
  let id = known.get(pool);
  if (!id) {
    id = makeOrFind(pool);
    known.set(pool, id);
    // A data base that is away now must not be remembered.
    id.catch(() => known.delete(pool));
  }
  return id;
}
