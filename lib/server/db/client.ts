import { PrismaPg } from "@prisma/adapter-pg";
import type { Pool } from "pg";
import { PrismaClient } from "./generated/client.ts";

// On globalThis, as the pool is: in the web process this module is loaded twice, and a client with its query compiler takes some 65 MB.
const shared = globalThis as typeof globalThis & { tidemarkClients?: WeakMap<Pool, PrismaClient> };

/**
 * The Prisma client of a pool. It borrows the pool's connections and holds none of its own, so there is nothing to end: whoever made the pool
 * ends that. docs/adr/0006 says what is written with it and what in SQL.
 */
export function prismaOf(pool: Pool): PrismaClient {
  shared.tidemarkClients ??= new WeakMap();
  let client = shared.tidemarkClients.get(pool);
  if (!client) {
    // Minimal errors: the others take a stack at each call, and read source files to decorate the message.
    client = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: "minimal" });
    shared.tidemarkClients.set(pool, client);
  }
  return client;
}
