import { PrismaPg } from "@prisma/adapter-pg";
import type { Pool } from "pg";
import { PrismaClient } from "./generated/client.ts";
import { getPool } from "./pool.ts";

let shared: PrismaClient | undefined;

/** A Prisma client on an existing pool; the pool stays the caller's to close. */
export function createClient(pool: Pool): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}

/** This process's Prisma client, on the same connections as `getPool()`. */
export function getClient(): PrismaClient {
  shared ??= createClient(getPool());
  return shared;
}
