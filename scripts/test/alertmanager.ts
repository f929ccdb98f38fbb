import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

const PACKAGE = "prometheus-alertmanager";
const PROGRAMS = [["prometheus-alertmanager", "alertmanager"], ["amtool"]];

/**
 * The folder with an Alertmanager and its amtool for the tests that notify a real one, to be put on the PATH; "" when they are there already,
 * null when there is none to be had (those tests then say so and are skipped). Debian's package is unpacked into a cache, not installed: installing
 * it would start a service.
 */
export function findAlertmanager(root: string): string | null {
  if (has((process.env.PATH ?? "").split(delimiter))) return "";
  const cache = join(root, "node_modules", ".cache", "alertmanager");
  const folder = join(cache, "usr", "bin");
  if (has([folder])) return folder;
  if (process.platform !== "linux" || !existsSync("/usr/bin/apt-get") || !existsSync("/usr/bin/dpkg-deb")) return null;
  mkdirSync(cache, { recursive: true });
  const quietly = { cwd: cache, stdio: "ignore", timeout: 300_000 } as const;
  if (spawnSync("/usr/bin/apt-get", ["download", "-q", PACKAGE], quietly).status !== 0 && process.getuid?.() === 0) {
    spawnSync("/usr/bin/apt-get", ["update", "-q"], quietly);
    spawnSync("/usr/bin/apt-get", ["download", "-q", PACKAGE], quietly);
  }
  const file = readdirSync(cache).find((name) => name.startsWith(PACKAGE) && name.endsWith(".deb"));
  if (file) spawnSync("/usr/bin/dpkg-deb", ["-x", file, "."], quietly);
  return has([folder]) ? folder : null;
}

function has(folders: readonly string[]): boolean {
  return PROGRAMS.every((names) => names.some((name) => folders.some((folder) => folder !== "" && existsSync(join(folder, name)))));
}
