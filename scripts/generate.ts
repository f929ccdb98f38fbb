/**
 * Makes the Prisma client in lib/server/db/generated when it is missing or older than prisma/schema.prisma:
 *   node scripts/generate.ts
 * `npm start` and `npm test` do this themselves.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);

/** True when it had to be made. */
export async function generateClient(): Promise<boolean> {
  const cli = join(dirname(require.resolve("prisma/package.json")), "build", "index.js");
  const hash = createHash("sha256")
    .update(readFileSync(join(ROOT, "prisma", "schema.prisma")))
    .update(readFileSync(require.resolve("prisma/package.json")))
    .digest("hex");
  const stamp = join(ROOT, "lib", "server", "db", "generated", "stamp.txt");
  try {
    if (readFileSync(stamp, "utf8") === hash) return false;
  } catch {
    // never made
  }
  await promisify(execFile)(process.execPath, [cli, "generate", "--no-hints"], {
    cwd: ROOT,
    // Generating needs no schema engine, but the CLI would download one first.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
      NO_COLOR: "1",
    },
  }).catch((error: Error & { stderr?: string; stdout?: string }) => {
    throw new Error(`prisma generate failed:\n${error.stdout ?? ""}${error.stderr ?? error.message}`, { cause: error });
  });
  writeFileSync(stamp, hash);
  return true;
}

if (import.meta.main) console.log((await generateClient()) ? "The Prisma client was made anew." : "The Prisma client is up to date.");
