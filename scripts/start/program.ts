import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lines } from "./lines.ts";

export interface ProgramOptions {
  /** Web, Worker: how the terminal calls it. */
  title: string;
  /** Path of its TypeScript file. */
  script: string;
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Its log goes there; the terminal gets warnings, errors, and what is no log line. */
  logFile: string;
  say: (message: string) => void;
  /** Asked when it dies: start it again? */
  restart: () => boolean;
  /** Show everything that it prints. */
  loud?: boolean;
}

export interface Program {
  /** Ends it: SIGTERM, and SIGKILL when it takes longer than `ms`. */
  stop(ms: number): Promise<void>;
  kill(): void;
  /** Resolves with its exit code when it has ended and will not be started again. */
  ended: Promise<number>;
}

const EXIT_WITH_PARENT = new URL("../exit-with-parent.mjs", import.meta.url).href;
const KEEP_LOG = 32 * 1024 * 1024;

/** Runs one of Tidemark's programs on this Node, and again, after a growing pause, when it dies unasked. */
export function runProgram(options: ProgramOptions): Program {
  let child: ChildProcess | null = null;
  let stopping = false;
  let pause = 250;
  let timer: NodeJS.Timeout | undefined;
  let finish: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    finish = resolve;
  });

  const start = (): void => {
    const since = Date.now();
    if ((statSync(options.logFile, { throwIfNoEntry: false })?.size ?? 0) > KEEP_LOG) renameSync(options.logFile, `${options.logFile}.old`);
    const log = openSync(options.logFile, "a", 0o600);
    child = spawn(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", "--enable-source-maps", `--import=${EXIT_WITH_PARENT}`, options.script],
      {
        cwd: options.cwd,
        env: options.env,
        stdio: ["ignore", "pipe", "pipe", "ipc"],
        detached: process.platform !== "win32", // Ctrl-C is ours to pass on
      },
    );
    for (const stream of [child.stdout, child.stderr]) {
      lines(stream, (line) => {
        writeSync(log, `${line}\n`);
        const shown = options.loud ? line : forTerminal(line, stream === child?.stderr);
        if (shown !== null) options.say(options.loud ? shown : `${options.title}: ${shown}`);
      });
    }
    let over = false;
    const end = (code: number, how: string): void => {
      if (over) return;
      over = true;
      closeSync(log);
      child = null;
      if (stopping || !options.restart()) {
        finish(code);
        return;
      }
      // One that ran for a while may start at once; one that dies at its start gets time.
      pause = Date.now() - since > 30_000 ? 250 : Math.min(pause * 2, 30_000);
      options.say(`${options.title} stopped unexpectedly (${how}); starting it again. Its log: ${options.logFile}`);
      timer = setTimeout(start, pause);
    };
    child.once("error", (error) => end(1, error.message));
    child.once("close", (code, signal) => end(code ?? 1, signal ?? `code ${code}`));
  };
  start();

  return {
    ended,
    kill: () => {
      stopping = true;
      child?.kill("SIGKILL");
    },
    async stop(ms) {
      stopping = true;
      clearTimeout(timer);
      if (!child) return finish(0);
      const victim = child;
      victim.kill("SIGTERM");
      const force = setTimeout(() => {
        options.say(`${options.title} did not stop within ${ms / 1000} s and is killed`);
        victim.kill("SIGKILL");
      }, ms);
      await ended;
      clearTimeout(force);
    },
  };
}

/** What of a line a person in front of the terminal must see: warnings, errors, and text on stderr that is no log (a crash). */
export function forTerminal(line: string, isError: boolean): string | null {
  if (line.trim() === "") return null;
  if (!line.startsWith("{")) return isError ? line : null;
  try {
    const { level, msg, err, error, message } = JSON.parse(line) as Record<string, unknown>;
    const severe = typeof level === "number" ? level >= 40 : level === "warn" || level === "error" || level === "fatal";
    if (!severe) return null;
    const cause = typeof err === "object" && err !== null && "message" in err ? err.message : undefined;
    return [msg ?? message, cause ?? error].filter((part): part is string => typeof part === "string" && part !== "").join(": ") || line;
  } catch {
    return isError ? line : null;
  }
}

/** The repository's root. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
