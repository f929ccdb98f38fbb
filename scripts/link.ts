// Prints a new one-time sign-in link for the Tidemark that runs here: `npm run link`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSignInLink } from "../lib/server/auth/sign-in-link.ts";
import { createPool } from "../lib/server/db/pool.ts";
import { localAddress, readEnv } from "../lib/server/env.ts";

interface Running {
  address?: string;
  databaseUrl?: string;
}

/** What the running Tidemark wrote down about itself. */
function running(dataDir: string): Running {
  try {
    return JSON.parse(readFileSync(join(dataDir, "running.json"), "utf8")) as Running;
  } catch {
    return {};
  }
}

async function main(): Promise<void> {
  const env = readEnv(process.env);
  const known = running(env.dataDir);
  const databaseUrl = env.databaseUrl ?? known.databaseUrl;
  if (!databaseUrl)
    throw new Error("Tidemark does not run here. Start it with `npm start` (which prints a link too), or set DATABASE_URL.");
  const base = env.publicUrl ?? known.address ?? localAddress(env);
  const pool = createPool(databaseUrl, { max: 1 });
  try {
    process.stdout.write(`Sign in once, within an hour:\n\n  ${await createSignInLink(pool, base)}\n\n`);
  } finally {
    await pool.end();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`No link: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
