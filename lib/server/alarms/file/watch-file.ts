import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Pool } from "pg";
import type { FileChange } from "#core/alarms/file-changes.ts";
import { defaultProjectId } from "../../auth/default-project.ts";
import { Problem } from "../../http/problem.ts";
import { type Loop, startLoop } from "../../jobs/loop.ts";
import { importFile } from "./take-file.ts";

const FILE = "tidemark.yaml";
const PAUSE_MS = 2_000;
/** A file that cannot be applied may be right later: its model comes with the first records. */
const AGAIN_MS = 60_000;

export interface WatchOptions {
  /** The data folder. */
  folder: string;
  log: {
    info: (detail: object, message: string) => void;
    error: (detail: object, message: string) => void;
  };
  pauseMs?: number;
  againMs?: number;
}

/**
 * Takes `tidemark.yaml` of the data folder at start and whenever it changes: says what it changes, and changes it. A file that is wrong is told
 * once, with its lines, and leaves everything as it is; one that goes away does, too.
 */
export function watchFile(pool: Pool, { folder, log, pauseMs = PAUSE_MS, againMs = AGAIN_MS }: WatchOptions): Loop {
  const file = join(folder, FILE);
  let stamp = "";
  let failed: { at: number; detail: string } | null = null;
  return startLoop({
    pauseMs,
    onError: (error) => log.error({ err: error, file }, `${FILE} could not be taken; trying again`),
    async run() {
      const found = await stampOf(file);
      if (found === null) return false;
      const due = failed !== null && performance.now() - failed.at >= againMs;
      if (found === stamp && !due) return false;
      if (found !== stamp) failed = null;
      try {
        const projectId = await defaultProjectId(pool);
        const { rows } = await pool.query<{ now: Date }>("SELECT clock_timestamp() AS now");
        const { changes, secrets_needed } = await importFile(
          { pool, projectId, now: rows[0]!.now },
          await readFile(file, "utf8"),
          true,
          FILE,
        );
        failed = null;
        const done = changes.filter(({ action }) => action !== "keep");
        if (done.length > 0 || secrets_needed.length > 0)
          log.info({ file, changes: done.map(worded), secrets_needed }, `${FILE} was taken: ${done.length} changes`);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (failed?.detail !== error.detail) {
          log.error({ file, errors: error.extra.errors }, `${FILE} is not right. ${error.detail}`);
        }
        failed = { at: performance.now(), detail: error.detail };
      }
      stamp = found;
      return false;
    },
  });
}

function worded({ kind, name, model, action, diff }: Omit<FileChange, "kind"> & { kind: string }): object {
  return { what: `${action} ${kind} ${name}${model === null ? "" : ` of ${model}`}`, diff: diff.filter((line) => !line.startsWith("  ")) };
}

/** Changes when the file does; null: there is none. */
async function stampOf(file: string): Promise<string | null> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return null;
    throw error;
  }
}
