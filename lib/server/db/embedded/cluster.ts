import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Account, closedFolder, postgresAccount } from "./account.ts";
import { type Binaries, postgresBinaries, SHARED_STATE } from "./binaries.ts";

/** A cluster directory that exists, and what is needed to run a server on it. */
export interface Cluster {
  /** Real path of Postgres' data directory. */
  path: string;
  binaries: Binaries;
  account: Account | null;
  passwords: Passwords;
}

export interface Passwords {
  /** Of `postgres`, the superuser: only for making the role and the data base below. */
  superuser: string;
  /** Of `tidemark`, which owns the data base `tidemark`. */
  tidemark: string;
}

const MAJOR = "18";

/** Finds the cluster of a data folder or makes it with initdb. */
export async function prepareCluster(dataDir: string, log: (message: string) => void, sync: boolean): Promise<Cluster> {
  const link = join(dataDir, "postgres");
  // A killed initdb leaves only a folder with another name: `postgres` appears when it is complete.
  const existing = statSync(link, { throwIfNoEntry: false }) ?? null;
  if (existing) refuseForeignFiles(link, existing.uid);
  const account = postgresAccount(existing);
  const binaries = postgresBinaries(account);
  const passwords = readPasswords(dataDir);
  if (!existing) await makeCluster(link, dataDir, { binaries, account, passwords, log, sync });
  const path = realpathSync(link);
  const found = readFileSync(join(path, "PG_VERSION"), "utf8").trim();
  if (found !== MAJOR) {
    throw new Error(
      `${path} was written by PostgreSQL ${found}; the built-in server is PostgreSQL ${MAJOR}. Start the Tidemark release that wrote it, or choose another TIDEMARK_DATA_DIR.`,
    );
  }
  if (account) {
    const closed = closedFolder(path, account);
    if (closed)
      throw new Error(
        `Postgres runs as ${account.name}, which may not enter ${closed}, where the data base ${path} lies. Allow it (chmod o+x ${closed}), or move the data folder.`,
      );
  }
  return { path, binaries, account, passwords };
}

function refuseForeignFiles(path: string, owner: number): void {
  const me = process.getuid?.();
  if (me === undefined || me === 0 || me === owner) return;
  throw new Error(
    `The data base in ${path} belongs to the user with uid ${owner}, and you are ${userInfo().username} (uid ${me}). ` +
      "Start Tidemark as that user or as root, give the files to yourself (chown -R), or choose another folder with TIDEMARK_DATA_DIR.",
  );
}

function readPasswords(dataDir: string): Passwords {
  const path = join(dataDir, "postgres-passwords.json");
  if (existsSync(path)) {
    const parsed: unknown = JSON.parse(readFileSync(path, "utf8"));
    const { superuser, tidemark } = parsed as Partial<Passwords>;
    if (typeof superuser === "string" && typeof tidemark === "string") return { superuser, tidemark };
    throw new Error(`${path} does not hold the data base's passwords any more. Restore it from a backup.`);
  }
  if (existsSync(join(dataDir, "postgres", "PG_VERSION"))) {
    throw new Error(`${path} is missing, and without it the data base beside it cannot be opened. Restore it from a backup.`);
  }
  const passwords = { superuser: randomBytes(24).toString("hex"), tidemark: randomBytes(24).toString("hex") };
  writeFileSync(`${path}.new`, `${JSON.stringify(passwords)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return passwords;
}

interface Making {
  binaries: Binaries;
  account: Account | null;
  passwords: Passwords;
  log: (message: string) => void;
  /** Wait until the files are on the disk. */
  sync: boolean;
}

async function makeCluster(link: string, dataDir: string, { binaries, account, passwords, log, sync }: Making): Promise<void> {
  let base = dataDir;
  const closed = account && closedFolder(dataDir, account);
  if (account && closed) {
    mkdirSync(SHARED_STATE, { recursive: true, mode: 0o755 });
    chmodSync(SHARED_STATE, 0o755);
    base = mkdtempSync(join(SHARED_STATE, "data-"));
    chmodSync(base, 0o755);
    log(`Postgres runs as ${account.name}, which may not enter ${closed}: its files are in ${base}, linked from ${link}`);
  }
  // Left by a start that was killed; we hold the folder's lock.
  for (const name of readdirSync(base)) if (name.startsWith("postgres-new-")) rmSync(join(base, name), { recursive: true, force: true });
  const part = mkdtempSync(join(base, "postgres-new-"));
  const secret = `${part}.secret`;
  try {
    writeFileSync(secret, passwords.superuser, { mode: 0o600 });
    if (account) {
      chownSync(part, account.uid, account.gid);
      chownSync(secret, account.uid, account.gid);
    }
    await promisify(execFile)(
      binaries.initdb,
      [
        ["-D", part, "--username=postgres", `--pwfile=${secret}`, "--auth=scram-sha-256", "--encoding=UTF8"],
        // One sort order everywhere, whatever locales the machine has.
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
        sync ? [] : ["--no-sync"],
      ].flat(),
      { cwd: base, env: { ...process.env, LC_ALL: "C", TZ: "UTC" }, ...(account && { uid: account.uid, gid: account.gid }) },
    ).catch((error: Error & { stderr?: string }) => {
      throw new Error(`initdb could not make the data base in ${part}: ${(error.stderr ?? "").trim() || error.message}`, { cause: error });
    });
    if (base === dataDir) renameSync(part, link);
    else {
      renameSync(part, join(base, "postgres"));
      if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(link);
      symlinkSync(join(base, "postgres"), link);
    }
  } finally {
    rmSync(secret, { force: true });
    rmSync(part, { recursive: true, force: true });
  }
}

/** A folder, open to the server's account alone, whose socket path fits into the 107 bytes that the system allows. */
export function socketFolder(cluster: Cluster): string {
  const beside = `${cluster.path}-socket`;
  if (Buffer.byteLength(join(beside, ".s.PGSQL.5432")) <= 103) {
    mkdirSync(beside, { recursive: true, mode: 0o700 });
    own(beside, cluster.account);
    return beside;
  }
  const short = mkdtempSync(join(tmpdir(), "tidemark-"));
  own(short, cluster.account);
  if (Buffer.byteLength(join(short, ".s.PGSQL.5432")) > 103) {
    throw new Error(
      `The path ${short} is too long for a unix socket (103 bytes). Set TMPDIR to a shorter folder, or choose a shorter TIDEMARK_DATA_DIR.`,
    );
  }
  return short;
}

function own(folder: string, account: Account | null): void {
  chmodSync(folder, 0o700);
  if (account) chownSync(folder, account.uid, account.gid);
}
