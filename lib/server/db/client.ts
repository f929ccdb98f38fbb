import { PrismaPg } from "@prisma/adapter-pg";
import type { Pool } from "pg";
import { PrismaClient } from "./generated/client.ts";
import { getPool } from "./pool.ts";

// As in pool.ts: one for both copies of this module in the web process.
const shared = globalThis as typeof globalThis & { tidemarkPrisma?: PrismaClient };

/** A Prisma client on an existing pool; the pool stays the caller's to close. */
export function createClient(pool: Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}

/** This process's Prisma client, on the same connections as `getPool()`. */
export function getClient(): PrismaClient {
  shared.tidemarkPrisma ??= createClient(getPool());
  return shared.tidemarkPrisma;
}
