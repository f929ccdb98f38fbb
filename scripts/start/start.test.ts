import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, describe, expect, it } from "vitest";
import { isBuilt, sourceHash } from "./build.ts";
import { lines } from "./lines.ts";
import { checkPort } from "./port.ts";
import { forTerminal, type Program, runProgram } from "./program.ts";

const clean: (() => void)[] = [];
afterEach(() => {
  for (const undo of clean.splice(0)) undo();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tidemark-start-"));
  clean.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function run(source: string, restart: () => boolean): { program: Program; said: string[]; log: () => string } {
  const cwd = folder();
  const script = join(cwd, "program.mjs");
  writeFileSync(script, source);
  const said: string[] = [];
  const logFile = join(cwd, "log.txt");
  const program = runProgram({ title: "Test", script, cwd, env: process.env, logFile, say: (line) => said.push(line), restart });
  clean.unshift(() => program.kill());
  return { program, said, log: () => readFileSync(logFile, "utf8") };
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !condition(); ) {
    if (Date.now() > end) throw new Error("it did not happen within 20 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("a program", { timeout: 30_000 }, () => {
  it("is started again when it dies, until it is stopped", async () => {
    let deaths = 0;
    const { program, said, log } = run("console.log('here'); setTimeout(() => process.exit(3), 50);", () => {
      deaths += 1;
      return true;
    });
    await until(() => deaths >= 2);
    await program.stop(5_000);
    expect(said.join("\n")).toMatch(/Test stopped unexpectedly \(code 3\); starting it again/);
    expect(
      log()
        .split("\n")
        .filter((line) => line === "here").length,
    ).toBeGreaterThanOrEqual(2);
    const before = deaths;
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(deaths).toBe(before);
  });

  it("gets time to stop, and no more than that", async () => {
    const polite = run(
      "process.on('SIGTERM', () => setTimeout(() => { console.log('bye'); process.exit(0); }, 100)); setInterval(() => {}, 1000); console.log('up');",
      () => true,
    );
    await until(() => polite.log().includes("up"));
    await polite.program.stop(10_000);
    expect(polite.log()).toContain("bye");

    const deaf = run("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up');", () => true);
    await until(() => deaf.log().includes("up"));
    await deaf.program.stop(300);
    expect(deaf.said.join("\n")).toContain("did not stop within 0.3 s and is killed");
  });

  it.runIf(process.platform !== "win32")("stops when what started it is killed", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "child.mjs"),
      "import { writeFileSync } from 'node:fs'; setInterval(() => {}, 1000); writeFileSync('pid', String(process.pid));",
    );
    const module = JSON.stringify(new URL("./program.ts", import.meta.url).href);
    writeFileSync(
      join(cwd, "parent.mjs"),
      `import { runProgram } from ${module}; runProgram({ title: "x", script: "child.mjs", cwd: process.cwd(), env: process.env, logFile: "log.txt", say() {}, restart: () => true });`,
    );
    const parent = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "parent.mjs"], { cwd, stdio: "ignore" });
    const read = (): number => {
      try {
        return Number(readFileSync(join(cwd, "pid"), "utf8"));
      } catch {
        return 0;
      }
    };
    await until(() => read() > 0);
    parent.kill("SIGKILL");
    await until(() => {
      try {
        process.kill(read(), 0);
        return false;
      } catch {
        return true;
      }
    });
  });
});

describe("forTerminal", () => {
  it("shows warnings, errors and crashes, and keeps the rest in the log", () => {
    expect(forTerminal('{"level":30,"msg":"request"}', false)).toBeNull();
    expect(forTerminal('{"level":40,"msg":"slow"}', false)).toBe("slow");
    expect(forTerminal('{"level":50,"msg":"failed","err":{"message":"disk"}}', false)).toBe("failed: disk");
    expect(forTerminal('{"level":"error","error":"boom"}', true)).toBe("boom");
    expect(forTerminal("TypeError: x", true)).toBe("TypeError: x");
    expect(forTerminal("ready in 100 ms", false)).toBeNull();
    expect(forTerminal("{not json", true)).toBe("{not json");
    expect(forTerminal("  ", true)).toBeNull();
  });
});

describe("lines", () => {
  it("puts together what arrives in pieces, cut inside a character too", async () => {
    const bytes = Buffer.from("eins\nzwölf\r\nend", "utf8");
    const found: string[] = [];
    const stream = Readable.from([...bytes].map((byte) => Buffer.from([byte])));
    lines(stream, (line) => found.push(line));
    await new Promise((resolve) => stream.once("end", resolve));
    expect(found).toEqual(["eins", "zwölf", "end"]);
  });
});

describe("checkPort", () => {
  it("says that a port is taken and how to choose another", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    clean.push(() => server.close());
    const { port } = server.address() as { port: number };
    await expect(checkPort("127.0.0.1", port)).rejects.toThrow(
      new RegExp(`Port ${port} on 127.0.0.1 is taken.*PORT=${port + 1} npm start`),
    );
  });

  it("has nothing to say about a free one, and is gone from it afterwards", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    await checkPort("127.0.0.1", port);
    await checkPort("127.0.0.1", port);
  });
});

describe("the build's stamp", () => {
  it("changes with names and contents of sources, and with nothing else", () => {
    const root = folder();
    mkdirSync(join(root, "app"));
    mkdirSync(join(root, "lib", "server", "db", "generated"), { recursive: true });
    writeFileSync(join(root, "app", "page.tsx"), "one");
    const first = sourceHash(root);
    writeFileSync(join(root, "app", "page.test.ts"), "a test");
    writeFileSync(join(root, "lib", "server", "db", "generated", "client.ts"), "generated");
    writeFileSync(join(root, "README.md"), "words");
    expect(sourceHash(root)).toBe(first);
    writeFileSync(join(root, "app", "page.tsx"), "two");
    const second = sourceHash(root);
    expect(second).not.toBe(first);
    writeFileSync(join(root, "app", "other.tsx"), "");
    expect(sourceHash(root)).not.toBe(second);

    expect(isBuilt(root, second)).toBe(false);
    mkdirSync(join(root, ".next"));
    writeFileSync(join(root, ".next", "tidemark-build.txt"), second);
    expect(isBuilt(root, second)).toBe(false); // the build itself is missing
    writeFileSync(join(root, ".next", "BUILD_ID"), "x");
    expect(isBuilt(root, second)).toBe(true);
    expect(isBuilt(root, first)).toBe(false);
  });
});
