import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { type Cluster, prepareCluster, socketFolder } from "./cluster.ts";
import { clearOldServer, lockFolder } from "./lock.ts";
import { waitForExit } from "./processes.ts";
import { type Door, freePort, type RunningServer, runServer, superuser } from "./server.ts";

export interface EmbeddedOptions {
  /** Tidemark's data folder; the cluster is in `postgres` below it. */
  dataDir: string;
  log: (message: string) => void;
  /** More server settings, for tests. */
  settings?: Record<string, string>;
  /** As on a system without setpriv, for tests. */
  withoutSetpriv?: boolean;
}

export interface Embedded {
  /** For `pg`: the role and data base `tidemark`. */
  url: string;
  /** Process id of the server that runs now. */
  readonly pid: number;
  /** The data base was made by this start. */
  fresh: boolean;
  /** Ends open transactions, writes everything, stops the server, gives the data folder back. */
  stop(): Promise<void>;
}

/**
 * Runs the built-in PostgreSQL on a data folder: makes the cluster when there is none, drops root's rights, clears what
 * a killed Tidemark left, starts the server, starts it again when it dies, and stops it with this process.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { dataDir, unlock } = takeFolder(options.dataDir);
  try {
    const cluster = await prepareCluster(dataDir, options.log, options.settings?.fsync !== "off");
    await clearOldServer(cluster.path, options.log);
    const door: Door = process.platform === "win32" ? { port: await freePort() } : { socket: socketFolder(cluster) };
    const start = () => startWithPatience(cluster, door, join(dataDir, "postgres.log"), options);
    let server = await start();
    let stopping = false;
    const fresh = await makeDatabase(cluster, door);

    const watch = async (): Promise<void> => {
      while (!stopping) {
        const reason = await server.ended;
        if (stopping) return;
        options.log(`Postgres stopped: ${reason}. Starting it again.`);
        for (let wait = 200; !stopping; wait = Math.min(wait * 2, 5_000)) {
          try {
            await clearOldServer(cluster.path, options.log);
            server = await start();
            options.log("Postgres runs again");
            break;
          } catch (error) {
            options.log((error as Error).message);
            await new Promise((done) => setTimeout(done, wait));
          }
        }
      }
    };
    void watch();

    return {
      url: urlOf(cluster, door),
      get pid() {
        return server.pid;
      },
      fresh,
      async stop() {
        if (stopping) return;
        stopping = true;
        await stopServer(server);
        if ("socket" in door) rmSync(door.socket, { recursive: true, force: true });
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

function takeFolder(path: string): { dataDir: string; unlock: () => void } {
  try {
    mkdirSync(path, { recursive: true });
    const dataDir = realpathSync(resolve(path));
    return { dataDir, unlock: lockFolder(dataDir) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
    const why = code === "EROFS" ? "it is on a read-only file system" : `${userInfo().username} may not`;
    throw new Error(`Tidemark cannot write to its data folder ${resolve(path)}: ${why}. Choose another folder with TIDEMARK_DATA_DIR.`, {
      cause: error,
    });
  }
}

/** After the postmaster was killed, its last children hold its shared memory for a moment. */
async function startWithPatience(cluster: Cluster, door: Door, logFile: string, options: EmbeddedOptions): Promise<RunningServer> {
  for (const end = Date.now() + 15_000; ; ) {
    try {
      return await runServer(cluster, door, logFile, options);
    } catch (error) {
      if (!/pre-existing shared memory block|lock file "postmaster.pid" already exists/.test((error as Error).message) || Date.now() > end)
        throw error;
      await new Promise((done) => setTimeout(done, 250));
    }
  }
}

async function stopServer(server: RunningServer): Promise<void> {
  for (const [signal, ms] of [
    ["SIGINT", 15_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 2_000],
  ] as const) {
    server.process.kill(signal);
    if (await waitForExit(server.pid, ms)) return;
  }
}

async function makeDatabase(cluster: Cluster, door: Door): Promise<boolean> {
  const client = new pg.Client(superuser(cluster, door));
  await client.connect();
  try {
    const role = await client.query("SELECT 1 FROM pg_roles WHERE rolname = 'tidemark'");
    // The password is hex that we made, so it can stand in the text; roles take no parameters.
    if (role.rowCount === 0) await client.query(`CREATE ROLE tidemark LOGIN CREATEDB PASSWORD '${cluster.passwords.tidemark}'`);
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = 'tidemark'");
    if (database.rowCount !== 0) return false;
    await client.query("CREATE DATABASE tidemark OWNER tidemark");
    return true;
  } finally {
    await client.end();
  }
}

function urlOf(cluster: Cluster, door: Door): string {
  const login = `tidemark:${cluster.passwords.tidemark}`;
  if ("port" in door) return `postgres://${login}@127.0.0.1:${door.port}/tidemark`;
  return `postgres://${login}@localhost/tidemark?host=${encodeURIComponent(door.socket)}`;
}
