import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** What the pages are made from. Files in public/ are served as they are and need no build. */
const SOURCES = [
  "app/**/*",
  "components/**/*",
  "lib/**/*",
  "prisma/schema.prisma",
  "package-lock.json",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
];
const NOT = /(\.test\.tsx?|\.db-setup\.ts)$|^lib\/server\/db\/generated\//;

/** A hash over the names and contents of all sources. */
export function sourceHash(root: string): string {
  const hash = createHash("sha256");
  const names = globSync(SOURCES, { cwd: root }).map((name) => name.replaceAll("\\", "/"));
  for (const name of names.sort()) {
    const path = join(root, name);
    if (NOT.test(name) || !statSync(path).isFile()) continue;
    hash.update(name).update("\0").update(readFileSync(path)).update("\0");
  }
  // A build holds absolute paths.
  return hash
    .update(root)
    .update(process.versions.node.split(".")[0] ?? "")
    .digest("hex");
}

const stampOf = (root: string): string => join(root, ".next", "tidemark-build.txt");

/** Whether `.next` holds a complete build of these sources. */
export function isBuilt(root: string, hash: string): boolean {
  return existsSync(join(root, ".next", "BUILD_ID")) && existsSync(stampOf(root)) && readFileSync(stampOf(root), "utf8") === hash;
}

/** `next build`. Throws with what it printed when it fails. */
export async function build(root: string, hash: string, signal?: AbortSignal): Promise<void> {
  rmSync(stampOf(root), { force: true });
  const cli = createRequire(join(root, "package.json")).resolve("next/dist/bin/next");
  const child = spawn(process.execPath, [cli, "build"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" },
    ...(signal && { signal }),
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-20_000);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`The build failed:\n\n${output.trim()}`);
  writeFileSync(stampOf(root), hash);
}
