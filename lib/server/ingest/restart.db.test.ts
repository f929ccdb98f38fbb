import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startEmbedded } from "../db/embedded/index.ts";
import { migrate } from "../db/migrate.ts";
import { createPool } from "../db/pool.ts";
import { unpackSegment } from "../storage/segment-codec.ts";
import { openDoor, tableCounts } from "./testing.ts";

/** A data base server of this test's own, with fsync on: it is killed. */
let folder: string;
let server: Awaited<ReturnType<typeof startEmbedded>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-restart-"));
  chmodSync(folder, 0o755);
  server = await startEmbedded({ dataDir: folder, log: () => {}, settings: { shared_buffers: "32MB" } });
  await migrate(server.url);
}, 60_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("a data base that is killed under load: 503 meanwhile, and after the resends every record is there once", {
  timeout: 90_000,
}, async () => {
  const pool = createPool(server.url, { max: 8, connectionTimeoutMillis: 1_000 });
  const door = await openDoor(pool);
  const seen = new Map<number, number>();
  const answered: string[] = [];
  let killed = 0;
  const send = async (part: number) => {
    const ids = Array.from({ length: 40 }, (_, i) => `p${part}-${i}`);
    const body = ids.map((id) => JSON.stringify({ id, model: "m", ts: Math.floor(Date.now() / 1000), inputs: { a: 1 } })).join("\n");
    for (let attempt = 0; attempt < 400; attempt++) {
      const { status, headers } = await door.post(body);
      seen.set(status, (seen.get(status) ?? 0) + 1);
      if (status === 200) return void answered.push(...ids);
      expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(5);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("never stored");
  };
  const sender = async (first: number) => {
    for (let part = first; part < 240; part += 6) await send(part);
  };
  const killer = async () => {
    while (killed < 3) {
      const before = answered.length;
      while (answered.length < before + 1_000 && answered.length < 9_600) await new Promise((resolve) => setTimeout(resolve, 5));
      if (answered.length >= 9_600) return;
      process.kill(server.pid, "SIGKILL");
      killed++;
    }
  };
  await Promise.all([...Array.from({ length: 6 }, (_, i) => sender(i)), killer()]);

  expect(killed).toBeGreaterThan(0);
  expect([...seen.keys()].sort()).toEqual([200, 503]);
  const { rows } = await pool.query<{ payload: Buffer }>("SELECT payload FROM segment");
  const stored = rows.flatMap(({ payload }) => unpackSegment(payload).ids());
  expect(stored.length).toBe(9_600);
  expect(new Set(stored)).toEqual(new Set(answered));
  const counts = await tableCounts(pool);
  expect([counts.rows, counts.keys, counts.queued, counts.accepted]).toEqual([9_600, 9_600, 9_600, 9_600]);
  await door.close();
  await pool.end();
});
