import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const never = ["**/node_modules/**", "**/.next/**", "e2e/**", "bench/peers/**"];
const pure = ["{lib/core,lib/client,components,app}/**/*.test.{ts,tsx}"];

/**
 * Three projects: `unit pure` and `unit` need nothing; `db` (*.db.test.ts) shares one real Postgres, on which every test file has a data
 * base of its own (lib/server/db/testing.ts). `npm test -- unit` or `npm test -- db` runs one of them.
 */
export default defineConfig({
  test: {
    // One a core: by itself it leaves one core alone, which on a machine of two is half of them, and data base tests wait for Postgres half of the time.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        test: {
          name: "unit pure",
          include: pure,
          exclude: never,
          // The core has no clock, no environment and no state, and pages' functions neither, so that no file sees what another left behind: to load the
          // modules anew for each of them took a third of the time.
          isolate: false,
        },
      },
      {
        test: {
          name: "unit",
          include: ["**/*.test.ts", "**/*.test.tsx"],
          exclude: [...never, ...pure, "**/*.db.test.ts"],
        },
      },
      {
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude: never,
          pool: "forks",
          globalSetup: ["./lib/server/db/testing-server.ts"],
          // Hooks that hold for every test on a data base, e.g. that no record is lost: name them *.db-setup.ts.
          setupFiles: globSync("lib/server/**/*.db-setup.ts").map((path) => `./${path}`),
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
