import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { generateClient } from "../../../scripts/generate.ts";
import { startEmbedded } from "./embedded/index.ts";
import { migrate } from "./migrate.ts";
import { TEMPLATE, withDatabase } from "./testing.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Url of the test server, whose user may make data bases. */
    testServerUrl: string;
  }
}

/**
 * Before all *.db.test.ts: one embedded Postgres in a temporary folder, and on it a template with the whole schema.
 * TIDEMARK_TEST_DATABASE_URL names another server to test against; its user must be allowed to make data bases.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await generateClient();
  const external = process.env.TIDEMARK_TEST_DATABASE_URL;
  if (external) {
    await makeTemplate(external);
    project.provide("testServerUrl", external);
    return async () => {};
  }
  const folder = mkdtempSync(join(tmpdir(), "tidemark-test-"));
  chmodSync(folder, 0o755); // for root: Postgres runs as another user, who must get in
  const server = await startEmbedded({
    dataDir: folder,
    log: (message) => console.log(`test data base: ${message}`),
    // Nobody needs these data after a power cut. Tests of durability start a server of their own.
    settings: { fsync: "off", full_page_writes: "off", shared_buffers: "128MB" },
  });
  await makeTemplate(server.url);
  project.provide("testServerUrl", server.url);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS "${TEMPLATE}"`);
    await client.query(`CREATE DATABASE "${TEMPLATE}"`);
  } finally {
    await client.end();
  }
  await migrate(withDatabase(url, TEMPLATE));
}
