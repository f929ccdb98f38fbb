import { accessSync, constants, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const MEMORY = "/dev/shm";
/** The data base tests were seen to use 0.3 GB at once, the browser tests 1 GB. */
const ENOUGH = 4 * 1024 ** 3;

/**
 * The folder for the tests' data: in memory where there is room for them, for one data base after the other is copied (0.04 s there, 0.1 to 0.5 s on a
 * disk); else, or when TMPDIR names one, where temporary files always go.
 */
export function scratchFolder(): string {
  return process.env.TMPDIR === undefined && hasRoom(MEMORY) ? MEMORY : tmpdir();
}

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ENOUGH;
  } catch {
    return false;
  }
}
