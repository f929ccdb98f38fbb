import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { findSetpriv } from "./account.ts";
import type { Cluster } from "./cluster.ts";

/** How a server is reached: a folder with its unix socket, or (Windows) a loopback port. */
export type Door = { socket: string } | { port: number };

export interface RunningServer {
  process: ChildProcess;
  pid: number;
  /** Resolves with a sentence about its end once the process is gone. */
  ended: Promise<string>;
}

const MIB = 1024 * 1024;

/** On Windows Postgres has no unix sockets that node can open: a free loopback port, with the same passwords. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  return address.port;
}

function settings(door: Door, extra: Record<string, string>): string[] {
  const sharedBuffers = Math.max(64, Math.min(512, Math.floor(totalmem() / MIB / 8)));
  const values: Record<string, string> = {
    ...("socket" in door
      ? { listen_addresses: "", unix_socket_directories: door.socket, unix_socket_permissions: "0700" }
      : { listen_addresses: "127.0.0.1", port: String(door.port), unix_socket_directories: "" }),
    // An answer of 200 means: it is on the disk.
    fsync: "on",
    synchronous_commit: "on",
    full_page_writes: "on",
    max_connections: "100",
    shared_buffers: `${sharedBuffers}MB`,
    max_wal_size: "2GB",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    ...extra,
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Starts postgres on the cluster and waits until it takes connections. Its life is tied to ours. */
export async function runServer(
  cluster: Cluster,
  door: Door,
  logFile: string,
  options: { settings?: Record<string, string>; withoutSetpriv?: boolean },
): Promise<RunningServer> {
  const { account } = cluster;
  const setpriv = options.withoutSetpriv ? null : findSetpriv();
  const command = [cluster.binaries.postgres, "-D", cluster.path, ...settings(door, options.settings ?? {})];
  const drop = account ? [`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups"] : [];
  if (setpriv) command.unshift(setpriv, ...drop, "--pdeathsig=INT", "--");
  const [program = "", ...args] = command;
  rotate(logFile);
  const logTo = openSync(logFile, "a", 0o600);
  const from = statSync(logFile).size;
  const child = spawn(program, args, {
    cwd: cluster.path,
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      LC_ALL: "C",
      TZ: "UTC",
      ...(process.platform === "win32" && { SystemRoot: process.env.SystemRoot }),
    },
    stdio: ["ignore", logTo, logTo],
    // A group of its own: Ctrl-C in a terminal goes to the whole group, and Postgres must be the last to stop.
    detached: true,
    ...(account && !setpriv && { uid: account.uid, gid: account.gid }),
  });
  closeSync(logTo);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`it could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(signal ? `it was ended by ${signal}` : `it ended with code ${code}`));
  });
  let over: string | null = null;
  ended.then((reason) => {
    over = reason;
  });
  const pid = child.pid ?? 0;
  if (!setpriv && pid > 0) startWatchdog(pid, ended);
  const deadline = Date.now() + 60_000;
  while (over === null) {
    if (await answers(cluster, door)) return { process: child, pid, ended };
    if (Date.now() > deadline) {
      child.kill("SIGQUIT");
      over = "it did not take connections within 60 s";
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(
    `The built-in Postgres did not start: ${over}. From ${logFile}:\n${readFileSync(logFile).subarray(from).toString("utf8").trim().split("\n").slice(-12).join("\n")}`,
  );
}

function startWatchdog(pid: number, ended: Promise<string>): void {
  const path = fileURLToPath(new URL("./watchdog.mjs", import.meta.url));
  const dog = spawn(process.execPath, [path, String(pid)], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  dog.once("error", () => {});
  dog.unref();
  ended.then(() => dog.kill("SIGKILL"));
}

async function answers(cluster: Cluster, door: Door): Promise<boolean> {
  const client = new pg.Client(superuser(cluster, door));
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Connection settings of the superuser, for set-up only. */
export function superuser(cluster: Cluster, door: Door): pg.ClientConfig {
  const host = "socket" in door ? door.socket : "127.0.0.1";
  const port = "socket" in door ? 5432 : door.port;
  return { host, port, user: "postgres", password: cluster.passwords.superuser, database: "postgres", connectionTimeoutMillis: 5_000 };
}

/** Keeps Postgres' log from growing for ever: at 16 MiB the old one is put aside, and the one before that goes. */
function rotate(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 16 * MIB) renameSync(logFile, `${logFile}.old`);
}
