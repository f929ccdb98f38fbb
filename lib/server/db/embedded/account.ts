import { execFileSync } from "node:child_process";
import { accessSync, constants, lstatSync, readFileSync, type Stats, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The operating-system account that the Postgres processes run as. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root. Returns the account to drop to, or null when this process is not root and
 * Postgres can run as whoever started it (also on Windows, which has no uids).
 *
 * `dataOwner` is the owner of an existing data directory: files written by one account stay with that account.
 */
export function postgresAccount(dataOwner: { uid: number; gid: number } | null): Account | null {
  if (process.getuid?.() !== 0) return null;
  const known = readAccounts();
  if (dataOwner && dataOwner.uid !== 0) {
    return known.find((account) => account.uid === dataOwner.uid) ?? { name: `uid ${dataOwner.uid}`, ...dataOwner };
  }
  const existing = known.find((account) => account.name === "postgres") ?? known.find((account) => account.name === "nobody");
  if (existing && existing.uid !== 0) return existing;
  try {
    execFileSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "tidemark"], { stdio: "pipe" });
  } catch (error) {
    throw new Error(
      "Postgres must not run as root, and there is no account to run it as: neither `postgres` nor `nobody` exists, and `useradd tidemark` failed. " +
        "Create an account named `postgres`, start Tidemark as another user, or set DATABASE_URL.",
      { cause: error },
    );
  }
  const made = readAccounts().find((account) => account.name === "tidemark");
  if (!made)
    throw new Error(
      "useradd made the account `tidemark`, but it is not in /etc/passwd. Set DATABASE_URL, or start Tidemark as another user.",
    );
  return made;
}

function readAccounts(): Account[] {
  let text: string;
  try {
    text = readFileSync("/etc/passwd", "utf8");
  } catch {
    return [];
  }
  const accounts: Account[] = [];
  for (const line of text.split("\n")) {
    const [name, , uid, gid] = line.split(":");
    if (name && uid && gid) accounts.push({ name, uid: Number(uid), gid: Number(gid) });
  }
  return accounts;
}

/** The first folder on the way to `path` (itself included) that the account may not enter, or null. */
export function closedFolder(path: string, account: Account): string | null {
  const way: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    way.unshift(at);
    if (dirname(at) === at) break;
  }
  for (const folder of way) {
    let stats: Stats;
    try {
      stats = statSync(folder);
    } catch {
      continue; // not made yet: we make it, with the right owner
    }
    if (!mayEnter(stats, account)) return folder;
  }
  return null;
}

function mayEnter(stats: Stats, account: Account): boolean {
  const shift = stats.uid === account.uid ? 6 : stats.gid === account.gid ? 3 : 0;
  return ((stats.mode >> shift) & 0o1) === 0o1;
}

/** Where `setpriv` (util-linux) is: it drops privileges and ties the life of Postgres to ours. Null where there is none. */
export function findSetpriv(): string | null {
  if (process.platform !== "linux") return null;
  for (const folder of ["/usr/bin", "/bin", "/usr/sbin", "/sbin", ...(process.env.PATH ?? "").split(":")]) {
    if (!folder) continue;
    const path = join(folder, "setpriv");
    try {
      accessSync(path, constants.X_OK);
      // BusyBox has a setpriv without --pdeathsig.
      if (!/busybox/.test(lstatSync(path).isSymbolicLink() ? execFileSync("readlink", ["-f", path], { encoding: "utf8" }) : ""))
        return path;
    } catch {
      // not here
    }
  }
  return null;
}
