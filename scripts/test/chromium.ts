import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { chromium } from "@playwright/test";

/** A Chromium for the browser tests, found or installed. `path` is null for Playwright's own. */
export interface Browser {
  path: string | null;
  from: string;
}

const SYSTEM = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/**
 * Playwright's own when it is installed or can be downloaded, else the system's, else Debian's package where this may be
 * installed. Throws a sentence about what was tried.
 */
export function findChromium(): Browser {
  const chosen = process.env.TIDEMARK_CHROMIUM;
  if (chosen) {
    if (!runs(chosen)) throw new Error(`TIDEMARK_CHROMIUM=${chosen} does not run.`);
    return { path: chosen, from: "TIDEMARK_CHROMIUM" };
  }
  if (ownRuns()) return { path: null, from: "Playwright's own" };

  const cli = join(dirname(createRequire(import.meta.url).resolve("@playwright/test/package.json")), "cli.js");
  const download = spawnSync(process.execPath, [cli, "install", "chromium"], {
    encoding: "utf8",
    timeout: 300_000,
    env: { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: process.env.PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT ?? "10000" },
  });
  if (download.status === 0 && ownRuns()) return { path: null, from: "Playwright's own, just downloaded" };

  const system = findSystem();
  if (system) return { path: system, from: "the system's" };

  if (process.platform === "linux" && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-q"], { stdio: "ignore", timeout: 300_000, env });
    spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], { stdio: "ignore", timeout: 600_000, env });
    const installed = findSystem();
    if (installed) return { path: installed, from: "Debian's package, just installed" };
  }
  throw new Error(
    "There is no Chromium for the browser tests: Playwright's own could not be downloaded or does not run here, and the system has none. " +
      "Install one (apt install chromium, say) or name one with TIDEMARK_CHROMIUM=/path/to/chromium.",
  );
}

function ownRuns(): boolean {
  return existsSync(chromium.executablePath()) && runs(chromium.executablePath());
}

function findSystem(): string | null {
  for (const name of SYSTEM) {
    for (const folder of (process.env.PATH ?? "").split(":")) {
      const path = join(folder, name);
      if (folder && existsSync(path) && runs(path)) return path;
    }
  }
  return null;
}

/** Whether it starts: one that lacks system libraries is there and does not. */
function runs(path: string): boolean {
  const asked = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 30_000 });
  return asked.status === 0 && /\d+\.\d+/.test(asked.stdout);
}
