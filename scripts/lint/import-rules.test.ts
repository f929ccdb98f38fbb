import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

/** Files of an imaginary Tidemark, and a word of the complaint about each; null: nothing to complain about. */
const cases: [path: string, source: string, complaint: string | null][] = [
  ["lib/core/a/by-alias.ts", 'export { pool } from "#server/db/pool.ts";', "lib/core is pure"],
  ["lib/core/a/by-path.ts", 'export { pool } from "../../server/db/pool.ts";', "lib/core is pure"],
  ["lib/core/a/as-type.ts", 'import type { Pool } from "pg";\nexport type P = Pool;', "pass plain values in"],
  ["lib/core/a/node.ts", 'export { readFileSync } from "node:fs";', "pass plain values in"],
  ["lib/core/a/react.ts", 'export { useState } from "react";', "pass plain values in"],
  ["lib/core/a/later.ts", 'export const m = () => import("#server/db/pool.ts");', "lib/core is pure"],
  ["lib/core/a/clock.ts", "export const now = () => Date.now();", "no clock"],
  ["lib/core/a/date.ts", "export const now = () => new Date();", "no clock"],
  ["lib/core/a/random.ts", "export const chance = () => Math.random();", "no chance"],
  ["lib/core/a/env.ts", "export const x = () => process.env.X;", "global variable process"],
  ["lib/core/a/fine.ts", 'import { z } from "zod";\nexport const at = (ms: number) => z.date().parse(new Date(ms));', null],
  ["lib/core/a/sibling.ts", 'export { at } from "../a/fine.ts";\nexport { other } from "#core/b/c.ts";', null],
  ["lib/core/a/fine.test.ts", 'import { readFileSync } from "node:fs";\nexport const text = readFileSync("x");', null],
  ["lib/server/a/client.ts", 'export { x } from "#client/x.ts";', "never imports what runs in the browser"],
  ["lib/server/a/by-path.ts", 'export { x } from "../../client/x.ts";', "never imports what runs in the browser"],
  ["lib/server/a/react.ts", 'export { createElement } from "react";', "renders nothing"],
  [
    "lib/server/a/fine.ts",
    'export { x } from "#core/x.ts";\nexport { y } from "../db/y.ts";\nexport { readFileSync } from "node:fs";',
    null,
  ],
  ["lib/client/a/server.ts", 'export { x } from "#server/x.ts";', "ask the API"],
  ["lib/client/a/component.ts", 'export { X } from "#components/x.tsx";', "not the other way round"],
  ["lib/client/a/fine.ts", 'export { x } from "#core/x.ts";\nexport { useState } from "react";', null],
  ["components/a/server.tsx", 'export { x } from "#server/x.ts";', "a page in app/ calls lib/server"],
  ["components/a/page.tsx", 'export { x } from "../../app/page.tsx";', "know no routes"],
  ["components/a/fine.tsx", 'export { x } from "#client/x.ts";\nexport { y } from "#core/y.ts";\nexport { Z } from "../ui/z.tsx";', null],
  ["worker/main.ts", 'export { X } from "#components/x.tsx";', "lib/server and lib/core only"],
  ["server/main.ts", 'export { x } from "#server/x.ts";\nexport { y } from "#core/y.ts";', null],
];

describe("imports go one way, and lib/core is pure", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tidemark-lint-")));
  const complaints = new Map<string, string>();

  beforeAll(() => {
    cpSync(join(root, "biome.json"), join(folder, "biome.json"));
    cpSync(join(root, "scripts", "lint"), join(folder, "scripts", "lint"), { recursive: true });
    writeFileSync(join(folder, ".gitignore"), "node_modules\n");
    for (const [path, source] of cases) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${source}\n`);
    }
    const run = spawnSync(
      process.execPath,
      [biome, "lint", "--reporter=github", "--max-diagnostics=none", "lib", "components", "worker", "server"],
      {
        cwd: folder,
        encoding: "utf8",
      },
    );
    if (!run.stdout.includes("::error")) throw new Error(`biome said:\n${run.stdout}${run.stderr}`);
    for (const line of run.stdout.split("\n")) {
      const file = /file=([^,]+)/.exec(line)?.[1];
      if (!file) continue;
      const path = relative(folder, resolve(folder, file)).replaceAll("\\", "/");
      complaints.set(path, `${complaints.get(path) ?? ""}${line.slice(line.indexOf("::", 2) + 2)}\n`);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(cases)("%s", (path, _source, complaint) => {
    if (complaint === null) expect(complaints.get(path)).toBeUndefined();
    else expect(complaints.get(path) ?? "nothing").toContain(complaint);
  });
});
