/** `npm test`, second half, on a Node that runs TypeScript (test.mjs is the first, and says how to choose parts). */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { generateClient } from "./generate.ts";
import { build, isBuilt, sourceHash } from "./start/build.ts";
import { ROOT } from "./start/program.ts";
import { findAlertmanager } from "./test/alertmanager.ts";
import { findChromium } from "./test/chromium.ts";
import { type Counts, closingLine, readCounts } from "./test/reports.ts";
import { scratchFolder } from "./test/scratch.ts";

const PARTS = ["static", "unit", "db", "e2e"] as const;
type Part = (typeof PARTS)[number];

const chosen = PARTS.filter((part) => process.argv.slice(2).includes(part));
const filters = process.argv.slice(2).filter((argument) => !PARTS.some((part) => part === argument));
const parts = new Set<Part>(chosen.length > 0 ? chosen : PARTS);
const scratch = scratchFolder();
const reports = mkdtempSync(join(scratch, "tidemark-reports-"));
const summary: string[] = [];
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
let broken = false;
let current: ReturnType<typeof spawn> | null = null;
const stopped = new AbortController();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    broken = true;
    current?.kill("SIGTERM");
    stopped.abort();
    setTimeout(() => process.exit(1), 20_000).unref();
  });
}
if (process.channel) process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));

/** Runs one step, notes its time, and goes on after a failure: one run shows everything that is wrong. */
async function step(name: string, work: () => Promise<boolean | string>): Promise<boolean> {
  const began = Date.now();
  console.log(`\n── ${name}`);
  let result: boolean | string;
  try {
    result = await work();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    result = false;
  }
  const seconds = `${((Date.now() - began) / 1000).toFixed(1)} s`;
  if (result === false) broken = true;
  const line = `${result === false ? "✗" : "✓"} ${name.padEnd(24)} ${seconds.padStart(8)}${typeof result === "string" ? `   ${result}` : ""}`;
  summary.push(line);
  console.log(line);
  return result !== false;
}

/** Runs a program of node_modules on this Node; its output is ours. */
function node(program: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  return script(join(ROOT, "node_modules", program), args, env);
}

function script(path: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  return new Promise((resolve, reject) => {
    current = spawn(process.execPath, [path, ...args], {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", TMPDIR: scratch, ...env },
    });
    current.once("error", reject);
    current.once("close", (code) => resolve(code === 0));
  });
}

/** Adds a runner's report to the totals; its own line of counts, or false when something failed. */
function count(report: string, succeeded: boolean): boolean | string {
  const counts = readCounts(join(reports, report));
  if (counts) {
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.skipped += counts.skipped;
  } else total.failed += 1;
  if (!succeeded || !counts) return false;
  return `${counts.passed} tests`;
}

async function vitest(project: "unit" | "db"): Promise<boolean | string> {
  const report = `${project}.json`;
  const output = ["--reporter=default", "--reporter=json", `--outputFile.json=${join(reports, report)}`];
  const env: Record<string, string> = { NODE_ENV: "test" };
  const alertmanager = project === "db" ? findAlertmanager(ROOT) : "";
  if (alertmanager) env.PATH = `${alertmanager}${delimiter}${process.env.PATH ?? ""}`;
  if (alertmanager === null) console.log("Alertmanager: none to be had; the tests that notify one are skipped.");
  return count(report, await node("vitest/vitest.mjs", ["run", `--project=${project}*`, ...output, ...filters], env));
}

async function buildPages(): Promise<boolean | string> {
  const hash = sourceHash(ROOT);
  if (isBuilt(ROOT, hash)) return "up to date";
  await build(ROOT, hash, stopped.signal);
  return true;
}

async function browserTests(): Promise<boolean | string> {
  const browser = findChromium();
  console.log(`Chromium: ${browser.from}${browser.path ? ` (${browser.path})` : ""}`);
  const dataDir = mkdtempSync(join(scratch, "tidemark-e2e-"));
  chmodSync(dataDir, 0o755); // for root: Postgres runs as another user, who must get in
  try {
    const succeeded = await node("@playwright/test/cli.js", ["test", ...filters], {
      TIDEMARK_E2E_DATA_DIR: dataDir,
      PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, "e2e.json"),
      ...(browser.path && { TIDEMARK_CHROMIUM: browser.path }),
    });
    return count("e2e.json", succeeded);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const ready = await step("Prisma client", async () => ((await generateClient()) ? "made anew" : "up to date"));
if (ready && parts.has("static")) {
  // Next's generated types of routes, without a build.
  await step(
    "Types",
    async () => (await node("next/dist/bin/next", ["typegen"])) && (await node("typescript/bin/tsc", ["--noEmit", "-p", "."])),
  );
  await step("Lock file", () => script("scripts/complete-lock.mjs", ["--check"]));
  await step("Lint and format", () =>
    node("@biomejs/biome/bin/biome", [
      "ci",
      "--error-on-warnings",
      "--max-diagnostics=200",
      `--colors=${process.stdout.isTTY ? "force" : "off"}`,
    ]),
  );
  await step("Unused code", () => node("knip/bin/knip.js", ["--no-progress"]));
}
if (ready && parts.has("unit")) await step("Unit tests", () => vitest("unit"));
// The pages are built beside the data base tests, which leave a core idle half of the time.
const pages = ready && parts.has("e2e") ? buildPages() : null;
// Its failure is told when its step comes.
pages?.catch(() => {});
if (ready && parts.has("db")) await step("Data base tests", () => vitest("db"));
if (pages) {
  const built = await step("Build", () => pages);
  if (built) await step("Browser tests", browserTests);
  else total.failed += 1;
}

rmSync(reports, { recursive: true, force: true });
console.log(`\n${summary.join("\n")}\n\n${closingLine(total)}\n`);
if (broken || total.failed > 0) console.log("Something is wrong; see ✗ above.");
process.exit(broken || total.failed > 0 ? 1 : 0);
