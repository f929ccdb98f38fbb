import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { closedFolder, findSetpriv } from "./account.ts";
import { commandOf, isAlive, waitForExit } from "./processes.ts";

const SCRIPT = join(import.meta.dirname, "testing-process.ts");
const IS_ROOT = process.getuid?.() === 0;
const NOBODY = { name: "nobody", uid: 65_534, gid: 65_534 };
const clean: (() => void | Promise<void>)[] = [];

interface Started {
  child: ChildProcess;
  url: string;
  pid: number;
  fresh: boolean;
  said: () => string;
  stop: () => Promise<number | null>;
}

interface Options {
  dataDir: string;
  withoutSetpriv?: boolean;
  settings?: Record<string, string>;
}

afterEach(async () => {
  for (const undo of clean.splice(0).reverse()) await undo();
});

function folder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "tm-pg-")));
  chmodSync(path, 0o755);
  clean.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Starts the server in a process of its own; rejects with what it said when it ends instead. */
async function start(options: Options, as?: { uid: number; gid: number }): Promise<Started> {
  // What is killed here is processes, not the power: nothing has to be on the disk.
  const settings = { shared_buffers: "16MB", fsync: "off", ...options.settings };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", SCRIPT, JSON.stringify({ ...options, settings })], {
    stdio: ["pipe", "pipe", "pipe"],
    ...as,
  });
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (chunk) => resolve(String(chunk)));
    void ended.then(() => reject(new Error(said)));
  });
  const started = JSON.parse(line) as { url: string; pid: number; fresh: boolean };
  const stop = async (): Promise<number | null> => {
    child.stdin?.end();
    return await ended;
  };
  clean.push(async () => {
    if (child.exitCode === null && child.signalCode === null) await stop();
    if (isAlive(started.pid) && /postgres/.test(commandOf(started.pid))) process.kill(started.pid, "SIGKILL");
  });
  return { child, ...started, said: () => said, stop };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function eventually<T>(work: () => Promise<T>, ms = 30_000): Promise<T> {
  for (const end = Date.now() + ms; ; ) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

const linux = process.platform === "linux";

describe.runIf(linux)("the built-in Postgres", { timeout: 120_000 }, () => {
  it("stops with its owner, and the next start finds the data again", async () => {
    const dataDir = folder();
    const first = await start({ dataDir });
    expect(first.fresh).toBe(true);
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    expect(await first.stop()).toBe(0);
    expect(isAlive(first.pid)).toBe(false);
    expect(existsSync(join(dataDir, "tidemark.lock"))).toBe(false);

    const second = await start({ dataDir });
    expect(second.fresh).toBe(false);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
  });

  it.runIf(findSetpriv() !== null)("leaves no server behind when its owner is killed, and keeps what was committed", async () => {
    const dataDir = folder();
    const first = await start({ dataDir });
    await query(first.url, "CREATE TABLE kept AS SELECT 1 AS answer");
    first.child.kill("SIGKILL");
    expect(await waitForExit(first.pid, 15_000)).toBe(true);
    const second = await start({ dataDir });
    expect(await query(second.url, "SELECT answer FROM kept")).toEqual([{ answer: 1 }]);
  });

  it("does so without setpriv too", async () => {
    const dataDir = folder();
    const first = await start({ dataDir, withoutSetpriv: true });
    first.child.kill("SIGKILL");
    expect(await waitForExit(first.pid, 15_000)).toBe(true);
    expect((await start({ dataDir, withoutSetpriv: true })).fresh).toBe(false);
  });

  it("stops a server that outlived everything, and says so", async () => {
    const dataDir = folder();
    const first = await start({ dataDir, withoutSetpriv: true });
    const dog = execFileSync("pgrep", ["-f", `watchdog.mjs ${first.pid}$`], { encoding: "utf8" }).trim();
    process.kill(Number(dog), "SIGKILL");
    first.child.kill("SIGKILL");
    await new Promise((resolve) => first.child.once("close", resolve));
    expect(isAlive(first.pid)).toBe(true);

    const second = await start({ dataDir });
    expect(second.said()).toContain(`process ${first.pid}`);
    expect(isAlive(first.pid)).toBe(false);
    expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("is not fooled by a postmaster.pid whose number belongs to another process by now", async () => {
    const dataDir = folder();
    const first = await start({ dataDir });
    const file = join(dataDir, "postgres", "postmaster.pid");
    const text = readFileSync(file, "utf8");
    first.child.kill("SIGKILL");
    await waitForExit(first.pid, 15_000);
    // This very process, say.
    writeFileSync(file, text.replace(String(first.pid), String(process.pid)));
    chownSync(file, statSync(join(dataDir, "postgres")).uid, statSync(join(dataDir, "postgres")).gid);
    const second = await start({ dataDir });
    expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(isAlive(process.pid)).toBe(true);
  });

  it("comes back when the server is killed, at the same address", async () => {
    const { url, pid } = await start({ dataDir: folder() });
    await query(url, "CREATE TABLE kept AS SELECT 7 AS answer");
    process.kill(pid, "SIGKILL");
    expect(await waitForExit(pid, 5_000)).toBe(true);
    expect(await eventually(() => query(url, "SELECT answer FROM kept"))).toEqual([{ answer: 7 }]);
  });

  it("refuses a data folder that another one uses, and names it", async () => {
    const dataDir = folder();
    const first = await start({ dataDir });
    await expect(start({ dataDir })).rejects.toThrow(new RegExp(`Another Tidemark \\(process ${first.child.pid}:.*TIDEMARK_DATA_DIR`));
    expect(await query(first.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("lets in only who has the password, and only through a folder of its own", async () => {
    const dataDir = folder();
    const { url } = await start({ dataDir, settings: { fsync: "on" } });
    expect(statSync(join(dataDir, "postgres-passwords.json")).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, "postgres.log")).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, "postgres-socket")).mode & 0o777).toBe(0o700);
    const wrong = new URL(url);
    wrong.password = "password";
    await expect(query(wrong.toString(), "SELECT 1")).rejects.toThrow(/password authentication failed/);
    const settings = await query(
      url,
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'listen_addresses', 'synchronous_commit', 'data_checksums') ORDER BY name",
    );
    expect(settings.map((row) => `${row.name}=${row.setting}`)).toEqual([
      "data_checksums=on",
      "fsync=on",
      "full_page_writes=on",
      "listen_addresses=",
      "synchronous_commit=on",
    ]);
    expect(await query(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).toEqual([{ rolsuper: false }]);
  });

  it("runs in a folder whose path is too long for a socket, and starts over after a broken initdb", async () => {
    const dataDir = join(folder(), "a-rather-long-name-of-a-folder".repeat(2), "and-another-one-below-it".repeat(2));
    mkdirSync(join(dataDir, "postgres-new-abc"), { recursive: true });
    const { url } = await start({ dataDir });
    expect(await query(url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(readdirSync(dataDir).filter((name) => name.startsWith("postgres-new-"))).toEqual([]);
  });

  it.runIf(IS_ROOT)("started by root, runs as somebody else", async () => {
    const { pid } = await start({ dataDir: folder() });
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe("0");
    expect(/^Groups:[ \t]*(.*)$/m.exec(status)?.[1]?.trim()).not.toMatch(/\b0\b/);
  });

  it.runIf(IS_ROOT)("started by root, without setpriv, runs as somebody else too", async () => {
    const { pid } = await start({ dataDir: folder(), withoutSetpriv: true });
    expect(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]).not.toBe("0");
  });

  it.runIf(IS_ROOT)("started by root in a folder that nobody else may enter, puts its files where Postgres may", async () => {
    const closed = folder();
    chmodSync(closed, 0o700);
    const dataDir = join(closed, "tidemark");
    const first = await start({ dataDir });
    const real = realpathSync(join(dataDir, "postgres"));
    clean.push(() => rmSync(dirname(real), { recursive: true, force: true }));
    expect(first.said()).toContain(dirname(real));
    await query(first.url, "CREATE TABLE kept AS SELECT 3 AS answer");
    await first.stop();
    const second = await start({ dataDir });
    expect(second.fresh).toBe(false);
    expect(await query(second.url, "SELECT answer FROM kept")).toEqual([{ answer: 3 }]);
  });

  const nobodyMay = IS_ROOT && closedFolder(dirname(SCRIPT), NOBODY) === null;
  it.runIf(nobodyMay)("runs for an ordinary user, and refuses another user's files in so many words", async () => {
    const own = folder();
    chownSync(own, NOBODY.uid, NOBODY.gid);
    const { pid } = await start({ dataDir: own }, NOBODY);
    expect(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]).toBe(String(NOBODY.uid));

    const other = folder();
    await (await start({ dataDir: other })).stop();
    await expect(start({ dataDir: other }, NOBODY)).rejects.toThrow(/cannot write to its data folder .* may not.*TIDEMARK_DATA_DIR/);
    chmodSync(other, 0o777);
    await expect(start({ dataDir: other }, NOBODY)).rejects.toThrow(/belongs to the user with uid .*chown/);
  });
});
