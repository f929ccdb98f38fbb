import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Pool } from "pg";
import { SCOPES } from "../../lib/core/contracts/manage.ts";
import { defaultProjectId } from "../../lib/server/auth/default-project.ts";
import { createKey, revokeKey } from "../../lib/server/auth/keys.ts";
import type { Env } from "../../lib/server/env.ts";
import { type Program, ROOT, runProgram } from "./program.ts";

interface SampleOptions {
  env: Env;
  dataDir: string;
  address: string;
  pool: Pool;
  fresh: boolean;
  inherited: Record<string, string | undefined>;
  say: (message: string) => void;
}

/**
 * Starts loading the sample into a fresh built-in data base, through the public API with a key of its own that is
 * revoked afterwards. A load that was interrupted goes on at the next start. Null when there is nothing to load.
 */
export async function loadSample({ env, dataDir, address, pool, fresh, inherited, say }: SampleOptions): Promise<Program | null> {
  const wanted = join(dataDir, "sample-to-load");
  if (env.sample === "none" || env.databaseUrl) return null;
  if (fresh) writeFileSync(wanted, `${env.sample}\n`);
  if (!existsSync(wanted)) return null;

  const projectId = await defaultProjectId(pool);
  const { key, row } = await createKey(pool, { projectId, name: "Sample loader", scopes: [...SCOPES], kind: "header" });
  const program = runProgram({
    title: "Sample",
    script: join(ROOT, "scripts", "load-sample.ts"),
    cwd: ROOT,
    env: { ...inherited, NODE_ENV: "production", TIDEMARK_URL: address, TIDEMARK_KEY: key },
    logFile: join(dataDir, "logs", "sample.log"),
    say,
    restart: () => false,
    loud: true,
  });
  let stopped = false;
  void program.ended.then(async (code) => {
    if (stopped) return;
    if (code === 0) rmSync(wanted, { force: true });
    else say(`The sample could not be loaded (code ${code}); the next start tries again. TIDEMARK_SAMPLE=none does without it.`);
    await revokeKey(pool, projectId, row.id).catch(() => {});
  });
  return {
    ...program,
    async stop(ms) {
      stopped = true;
      await program.stop(ms);
      await revokeKey(pool, projectId, row.id).catch(() => {});
    },
  };
}
