import { closeSync, existsSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { birthOf, commandOf, isAlive, waitForExit } from "./processes.ts";

/** Takes the data folder for this process, or says who has it. Returns the function that gives it back. */
export function lockFolder(dataDir: string): () => void {
  const path = join(dataDir, "tidemark.lock");
  const content = `${process.pid} ${birthOf(process.pid)}\n`;
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, content);
      closeSync(file);
      return () => {
        if (readOrNull(path) === content) rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const found = readOrNull(path) ?? "";
    const [pid, birth] = found.trim().split(/ (.*)/s);
    const holder = Number(pid);
    if (holder > 0 && isAlive(holder) && birthOf(holder) === (birth ?? "") && (holder !== process.pid || attempt > 0)) {
      throw new Error(
        `Another Tidemark (process ${holder}: ${commandOf(holder) || "unknown command"}) uses the data folder ${dataDir}. Stop it, or choose another folder with TIDEMARK_DATA_DIR.`,
      );
    }
    if (attempt > 3) throw new Error(`Could not take the lock ${path}. Remove it if no Tidemark runs on this folder.`);
    removeIfStill(path, found); // its process is gone
  }
}

/** Two starters may find the same dead lock: the slower one must not remove the lock that the faster one has just made. */
function removeIfStill(path: string, content: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readOrNull(aside) !== content) linkSync(aside, path);
  } catch {
    // somebody else removed or replaced it: the next attempt looks again
  }
  rmSync(aside, { force: true });
}

/**
 * Clears what a dead Tidemark may have left in the cluster directory: stops a server that outlived it, and removes a
 * postmaster.pid whose process id belongs to something else by now (Postgres would refuse to start because of it).
 */
export async function clearOldServer(cluster: string, log: (message: string) => void): Promise<void> {
  const path = join(cluster, "postmaster.pid");
  const text = readOrNull(path);
  if (text === null) return;
  const pid = Number(text.split("\n")[0]);
  if (!(pid > 0) || !isAlive(pid) || !isServerOf(pid, cluster)) {
    rmSync(path, { force: true });
    return;
  }
  log(`a Postgres server (process ${pid}) of an earlier start still runs on ${cluster}: stopping it`);
  for (const [signal, ms] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 10_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return;
      throw new Error(
        `A Postgres server (process ${pid}: ${commandOf(pid)}) still runs on ${cluster} and belongs to another user. Stop it, then start again.`,
        { cause: error },
      );
    }
    if (await waitForExit(pid, ms)) return;
  }
  throw new Error(`A Postgres server (process ${pid}: ${commandOf(pid)}) runs on ${cluster} and does not stop. Stop it, then start again.`);
}

function isServerOf(pid: number, cluster: string): boolean {
  const command = commandOf(pid);
  // Where the command cannot be read, believe the file: refusing is safer than two servers on one folder.
  // (A process that Linux shows without a command line is a kernel thread.)
  if (command === "") return !existsSync(`/proc/${pid}`);
  return /postgres/.test(command) && command.includes(cluster);
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
