import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";

// Playwright reads this file again in every worker: what is made here is handed on in the environment.
if (!process.env.TIDEMARK_E2E_DATA_DIR) {
  process.env.TIDEMARK_E2E_DATA_DIR = mkdtempSync(join(tmpdir(), "tidemark-e2e-"));
  chmodSync(process.env.TIDEMARK_E2E_DATA_DIR, 0o755); // for root: Postgres runs as another user, who must get in
}
/** An API key with every scope, for tests that go through the API. */
process.env.TIDEMARK_E2E_KEY ??= "e2e-key-that-lives-as-long-as-the-tests";
const port = 3210;

/**
 * Tests in a real browser against the real thing: `npm start` on a data folder of its own, with the sample loading.
 * In tests: process.env.TIDEMARK_SIGN_IN_LINK (one use), TIDEMARK_E2E_KEY, TIDEMARK_E2E_DATA_DIR.
 */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  workers: 2,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  // Ends for what hangs, not measures: on a machine with much else to do an answer takes ten times as long, and a worker's minutes.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ?? "test-results/report.json" }]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    // Recording every step of every page takes longer than the tests: PLAYWRIGHT_TRACE=retain-on-failure when one is to be looked into.
    trace: (process.env.PLAYWRIGHT_TRACE ?? "off") as "off" | "on" | "retain-on-failure",
    screenshot: "only-on-failure",
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    launchOptions: {
      ...(process.env.TIDEMARK_CHROMIUM && { executablePath: process.env.TIDEMARK_CHROMIUM }),
      args: [
        // Containers run as root and without the kernel features of Chromium's sandbox; only our own pages are opened.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
        "--no-first-run",
      ],
    },
  },
  projects: [
    { name: "first minute", testMatch: "*.setup.ts", use: { ...devices["Desktop Chrome"] } },
    { name: "chromium", testMatch: "*.spec.ts", dependencies: ["first minute"], use: { ...devices["Desktop Chrome"] } },
  ],
  webServer: {
    command: "node scripts/start.mjs",
    env: {
      PORT: String(port),
      HOST: "127.0.0.1",
      DATABASE_URL: "",
      TIDEMARK_URL: "",
      TIDEMARK_SAMPLE: "bank",
      TIDEMARK_DATA_DIR: process.env.TIDEMARK_E2E_DATA_DIR,
      TIDEMARK_BOOTSTRAP_KEY: process.env.TIDEMARK_E2E_KEY,
      // Receivers of the tests' notifications.
      TIDEMARK_ALLOWED_HOSTS: "127.0.0.1",
    },
    // Becomes process.env.TIDEMARK_SIGN_IN_LINK.
    wait: { stdout: /Sign in .*: (?<tidemark_sign_in_link>http\S+)/ },
    timeout: 300_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    stdout: "pipe",
    stderr: "pipe",
  },
});
