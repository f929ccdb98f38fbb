/**
 * `npm start`, second half, on a Node that runs TypeScript (start.mjs is the first): builds when sources changed, starts
 * the data base, the web process and the worker, keeps them running, and stops them in order. The README lists the settings.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Env } from "../lib/server/env.ts";
import { localAddress, readEnv } from "../lib/server/env.ts";
import { generateClient } from "./generate.ts";
import { build, isBuilt, sourceHash } from "./start/build.ts";
import type { Database } from "./start/database.ts";
import { checkPort } from "./start/port.ts";
import { type Program, ROOT, runProgram } from "./start/program.ts";
import { say, step } from "./start/terminal.ts";

let database: Database | null = null;
let web: Program | null = null;
let worker: Program | null = null;
let sample: Program | null = null;
let files: string[] = [];

async function start(env: Env): Promise<void> {
  const began = Date.now();
  const dataDir = resolve(ROOT, env.dataDir);
  mkdirSync(join(dataDir, "logs"), { recursive: true });
  await checkPort(env.host, env.port);
  await generateClient();
  const hash = sourceHash(ROOT);
  if (!isBuilt(ROOT, hash)) await step("Building the pages (they have changed; half a minute or so) …", () => build(ROOT, hash));

  // Loaded only now: they may need the generated client.
  const { loadSample } = await import("./start/sample.ts");
  const { openDatabase } = await import("./start/database.ts");
  const { registerBootstrapKey } = await import("../lib/server/auth/keys.ts");
  const { createSignInLink } = await import("../lib/server/auth/sign-in-link.ts");
  database = await openDatabase(env, dataDir);
  const { pool, url } = database;
  if (env.bootstrapKey) await registerBootstrapKey(pool, env.bootstrapKey);

  const address = localAddress(env);
  const { TIDEMARK_BOOTSTRAP_KEY: _secret, ...inherited } = process.env;
  const program = (title: string, script: string, restart: () => boolean): Program =>
    runProgram({
      title,
      script: join(ROOT, script),
      cwd: ROOT,
      env: {
        ...inherited,
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
        DATABASE_URL: url,
        HOST: env.host,
        PORT: String(env.port),
        TIDEMARK_DATA_DIR: dataDir,
        TIDEMARK_PROCESS: title.toLowerCase(),
      },
      logFile: join(dataDir, "logs", `${title.toLowerCase()}.log`),
      say,
      restart,
    });
  let ready = false;
  web = program("Web", "server/main.ts", () => ready);
  worker = program("Worker", "worker/main.ts", () => true);
  await waitUntilHealthy(address, web, join(dataDir, "logs", "web.log"));
  ready = true;

  const link = await createSignInLink(pool, env.publicUrl ?? address);
  // For programs (tests, provisioning), and for `npm run link`.
  const linkFile = join(dataDir, "sign-in-link.txt");
  const runningFile = join(dataDir, "running.json");
  files = [linkFile, runningFile];
  writePrivately(linkFile, `${link}\n`);
  writePrivately(runningFile, `${JSON.stringify({ pid: process.pid, address: env.publicUrl ?? address, databaseUrl: url })}\n`);
  say(`
Tidemark is running at ${env.publicUrl ?? address}  (started in ${((Date.now() - began) / 1000).toFixed(1)} s)
Sign in (one use, within an hour; \`npm run link\` makes another): ${link}
Data: ${env.databaseUrl ? new URL(env.databaseUrl).host : dataDir}   Logs: ${join(dataDir, "logs")}   Stop: Ctrl-C
`);
  sample = await loadSample({ env, dataDir, address, pool, fresh: database.fresh, inherited, say });
}

function writePrivately(path: string, text: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, text, { mode: 0o600 });
}

async function waitUntilHealthy(address: string, program: Program, log: string): Promise<void> {
  let death: number | null = null;
  program.ended.then((code) => {
    death = code;
  });
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (death !== null) throw new Error(`The web process ended with code ${death} before it answered. Its log: ${log}`);
    const answer = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`The web process did not answer at ${address}/healthz within 60 s. Its log: ${log}`);
}

let stopping = 0;

/** Stops everything in the order in which things depend on each other, then ends. */
async function stop(exitCode: number): Promise<void> {
  if (stopping > 0) return;
  stopping = Date.now();
  if (exitCode === 0) say("\nStopping …");
  await sample?.stop(3_000);
  await Promise.all([worker?.stop(10_000), web?.stop(10_000)]);
  await database?.stop();
  for (const file of files) rmSync(file, { force: true });
  if (exitCode === 0)
    say(`Stopped in ${((Date.now() - stopping) / 1000).toFixed(1)} s.${database ? " The data stays; start again with `npm start`." : ""}`);
  process.exit(exitCode);
}

function onSignal(): void {
  if (stopping === 0) void stop(0);
  // The same Ctrl-C can arrive twice, from the terminal and from npm.
  else if (Date.now() - stopping > 400) {
    say("Stopping at once.");
    for (const program of [sample, worker, web]) program?.kill();
    database?.kill();
    process.exit(1);
  }
}
process.on("SIGINT", onSignal);
process.on("SIGTERM", onSignal);
process.on("SIGHUP", onSignal);
// start.mjs is gone, however it went.
if (process.channel) process.once("disconnect", onSignal);

try {
  await start(readEnv(process.env));
} catch (error) {
  // While stopping, things break under the feet of a start that has not ended.
  if (stopping === 0) {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    await stop(1);
  }
}
