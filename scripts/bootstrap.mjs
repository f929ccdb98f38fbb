// What `npm start` and `npm test` do before any package is there: runs on a plain Node 20 or newer, without dependencies.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Ends with a sentence instead of a stack. */
export function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** A line that says what is being done, and how long it took; in a terminal it counts. */
export async function step(doing, work) {
  const since = Date.now();
  const live = process.stdout.isTTY === true;
  process.stdout.write(live ? doing : `${doing}\n`);
  const timer = live ? setInterval(() => process.stdout.write(`\r\x1b[2K${doing} ${seconds(since)}`), 500) : undefined;
  try {
    const result = await work();
    process.stdout.write(live ? `\r\x1b[2K${doing} done in ${seconds(since)}\n` : `  done in ${seconds(since)}\n`);
    return result;
  } catch (error) {
    process.stdout.write(live ? `\r\x1b[2K${doing} failed after ${seconds(since)}\n` : `  failed after ${seconds(since)}\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** Installs the packages of package-lock.json unless exactly these are there already. */
export async function installPackages() {
  const missing = whatIsMissing();
  if (missing === null) return;
  await step(`Installing packages (${missing}; about a minute) …`, async () => {
    const [program, args, shell] = npmCommand();
    const flags = [
      "--include=dev",
      "--include=optional",
      "--ignore-scripts",
      "--engine-strict=false",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
    ];
    let { code, output } = await run(program, [...args, "ci", ...flags], { shell });
    // A lock file that npm wrote against a registry without every platform's packages (see complete-lock.mjs).
    if (code !== 0 && /from lock file/.test(output))
      ({ code, output } = await run(program, [...args, "install", "--no-save", ...flags], { shell }));
    if (code !== 0)
      throw new Error(
        `npm could not install the packages (code ${code}):\n${output.trim()}\n\nIs the npm registry reachable? \`npm config get registry\` says which one is asked.`,
      );
  }).catch((error) => fail(error.message));
}

/** Compares package-lock.json with npm's own note of what it installed. Returns a reason to install, or null. */
function whatIsMissing() {
  const note = join(ROOT, "node_modules", ".package-lock.json");
  if (!existsSync(note)) return "first start";
  const wanted = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")).packages;
  const there = JSON.parse(readFileSync(note, "utf8")).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "" || entry.link) continue;
    const found = there[path];
    // Optional ones are for other systems.
    if (!found && entry.optional) continue;
    if (!found || found.version !== entry.version) return "package-lock.json has changed";
  }
  return null;
}

/** npm, run by the Node that npm itself runs on: the one in node_modules is about to be replaced. */
function npmCommand() {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli && /npm-cli\.[cm]?js$/.test(cli) && existsSync(cli)) return [node && existsSync(node) ? node : process.execPath, [cli], false];
  return process.platform === "win32" ? ["npm.cmd", [], true] : ["npm", [], false];
}

function run(program, args, options) {
  return new Promise((resolve, reject) => {
    const path = (process.env.PATH ?? "")
      .split(delimiter)
      .filter((folder) => !folder.startsWith(join(ROOT, "node_modules") + sep))
      .join(delimiter);
    const child = spawn(program, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, PATH: path }, ...options });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output = (output + chunk).slice(-20_000);
      });
    }
    child.on("error", (error) =>
      reject(new Error(error.code === "ENOENT" ? `${program} is not installed or not in PATH.` : error.message)),
    );
    child.on("close", (code) => resolve({ code, output }));
  });
}

const LEAST = [22, 18]; // from here on Node runs TypeScript as it is

function isEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]);
}

/** The Node that runs Tidemark: 24, which comes as a package; where there is none for this system, the one that runs already. */
export function findNode() {
  const own = [];
  const prefix = process.platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  const system = process.platform === "win32" ? "win" : process.platform;
  const packaged = join(
    ROOT,
    "node_modules",
    `${prefix}-${system}-${process.arch}`,
    "bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  if (existsSync(packaged)) {
    // On a system with another C library it is there and does not run.
    const asked = spawnSync(packaged, ["--version"], { encoding: "utf8", timeout: 20_000 });
    if (asked.status === 0 && isEnough(asked.stdout.trim())) own.push(packaged);
  }
  const running = isEnough(process.version) ? [process.execPath] : [];
  // The package for Macs is an older 24 than the others.
  const [first] = process.platform === "darwin" ? [...running, ...own] : [...own, ...running];
  if (!first)
    fail(
      `Tidemark needs Node ${LEAST.join(".")} or newer; this is ${process.version}, and there is no package of Node 24 for ${process.platform} on ${process.arch}. Install it from https://nodejs.org.`,
    );
  return first;
}

/** Refuses a Node that cannot even do the above. */
export function checkRunningNode() {
  if (Number(process.versions.node.split(".")[0]) < 20) fail(`Tidemark needs Node 20 or newer to start; this is ${process.version}.`);
}

/** The process ids of our parent and of its parent, where the system tells. */
function ancestors() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, "utf8");
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]}`;
  } catch {
    return String(process.ppid);
  }
}

/**
 * Runs a script on that Node, in a process group of its own, and ends as it ends. Ctrl-C in a terminal, npm, and
 * `kill` reach this process, some of them twice: it passes on each wish to stop once.
 */
export function handOver(node, script, args) {
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", join(ROOT, "scripts", script), ...args], {
    cwd: ROOT,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    detached: process.platform !== "win32",
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ""}` },
  });
  let last = 0;
  const pass = (signal) => {
    if (Date.now() - last < 400) return;
    last = Date.now();
    child.kill(signal);
  };
  process.on("SIGINT", () => pass("SIGINT"));
  process.on("SIGTERM", () => pass("SIGTERM"));
  process.on("SIGHUP", () => pass("SIGTERM"));
  // npm was killed without a chance to tell us. (Between it and us there is a shell, which lives on.)
  if (process.env.npm_lifecycle_event) {
    const before = ancestors();
    setInterval(() => {
      if (last === 0 && ancestors() !== before) pass("SIGTERM");
    }, 1_000).unref();
  }
  child.on("error", (error) => fail(`${node} could not be started: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
