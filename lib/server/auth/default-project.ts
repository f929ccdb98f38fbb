import type { Pool } from "pg";
import { prismaOf } from "../db/client.ts";

const known = new WeakMap<Pool, Promise<number>>();

async function makeOrFind(pool: Pool): Promise<number> {
  const { project } = prismaOf(pool);
  const slug = "default";
  await project.createMany({ data: { slug, name: "Default" }, skipDuplicates: true });
  const { id } = await project.findUniqueOrThrow({ where: { slug }, select: { id: true } });
  return id;
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
