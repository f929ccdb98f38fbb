// node scripts/complete-lock.mjs [--check], after `npm install NAME` against a registry that does not carry every platform's packages:
// npm then leaves those optional packages out of package-lock.json, and `npm ci` refuses the file on every machine. This
// notes them with the version that their parent names and the platform that their name says; npm adds the rest
// (integrity) when it installs one from a registry that has it.
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));
const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const CHIPS = {
  arm64: "arm64",
  x64: "x64",
  ia32: "ia32",
  arm: "arm",
  ppc64: "ppc64",
  loong64: "loong64",
  mips64el: "mips64el",
  riscv64: "riscv64",
  s390x: "s390x",
  wasm32: "wasm32",
};

/** "@x/cli-linux-arm64-musl" -> { os: ["linux"], cpu: ["arm64"], libc: ["musl"] } */
function platformOf(name) {
  const words = name.split("/").at(-1).split("-");
  const os = words.filter((word) => SYSTEMS.includes(word));
  const cpu = words.map((word) => CHIPS[word]).filter(Boolean);
  if (cpu.length === 0) throw new Error(`${name} is not in the lock file and its name does not tell its platform`);
  const libc =
    words.includes("musl") || words.includes("musleabihf")
      ? ["musl"]
      : words.includes("gnu") || words.includes("gnueabihf")
        ? ["glibc"]
        : [];
  return { ...(os.length > 0 && { os }), cpu, ...(os.includes("linux") && libc.length > 0 && { libc }) };
}

/** Whether node would find `name` from the package at `from`. */
function isThere(from, name) {
  for (let folder = from; folder !== ""; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
    if (lock.packages[`${folder}/node_modules/${name}`]) return true;
  }
  return Boolean(lock.packages[`node_modules/${name}`]);
}

const added = [];
for (const [from, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isThere(from, name)) continue;
    if (!/^\d+\.\d+\.\d+/.test(version))
      throw new Error(`${name} ${version} (of ${from}) is not in the lock file and has no exact version`);
    lock.packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(entry.dev && { dev: true }),
      license: entry.license,
      optional: true,
    };
    added.push(`${name}@${version}`);
  }
}
if (added.length > 0 && process.argv.includes("--check")) {
  console.error(`package-lock.json lacks ${added.join(", ")}: run node scripts/complete-lock.mjs`);
  process.exit(1);
}
if (added.length > 0) {
  const { "": root, ...rest } = lock.packages;
  lock.packages = { "": root, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))) };
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length === 0 ? "package-lock.json names every platform's packages." : `Added ${added.length}: ${added.join(", ")}`);
