import type { Pool } from "pg";
import { expect, test } from "vitest";
import { compactSegments } from "../retention/compact.ts";
import { drainRollup } from "../rollup/drain.ts";
import { databasePerTest } from "../testing/database.ts";
import { acceptBody } from "./accept.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { createServices } from "./services.ts";
import { FIND_KEYS } from "./sql/find-keys.sql.ts";

const NOW = Date.UTC(2026, 5, 1, 12);

const db = databasePerTest();

/** The pool, with something that happens right after the keys of records were looked up. */
function withEvent(pool: Pool, happen: () => Promise<void>): Pool {
  return new Proxy(pool, {
    get(target, name) {
      if (name !== "query") return Reflect.get(target, name, target);
      return async (...args: Parameters<Pool["query"]>) => {
        const result = await target.query(...args);
        if ((args[0] as unknown) === FIND_KEYS) await happen();
        return result;
      };
    },
  });
}

async function sender(pool: Pool) {
  const services = await createServices(pool, DEFAULT_LIMITS);
  return (lines: object[]) => {
    const body = Buffer.from(lines.map((line) => JSON.stringify(line)).join("\n"));
    const request = {
      projectId: db.projectId,
      keyId: null,
      mayCreateModels: true,
      model: "m",
      strict: false,
      now: NOW,
      wireBytes: body.length,
    };
    return acceptBody(services, request, body);
  };
}

test("a correction is not taken for another one whose segment is merged in that moment", async () => {
  const send = await sender(db.pool);
  for (let i = 0; i < 8; i++) await send([{ id: `r${i}`, ts: NOW, prediction: "stay" }]);
  await send([{ id: "r1", ts: NOW, label: "stay" }]);
  await send([{ id: "r1", ts: NOW, label: "leave", op: "correct" }]);
  await drainRollup(db.pool);
  let merged = 0;
  const late = await sender(
    withEvent(db.pool, async () => {
      merged += await compactSegments(db.pool, undefined, 0);
    }),
  );
  // The same hash as the first correction's, as all corrections of an id have it; the ids decide, and they are in a segment that is gone.
  expect(await late([{ id: "r1", ts: NOW + 1, label: "stay", op: "correct" }])).toMatchObject({ accepted: 1, duplicates: 0 });
  expect(merged).toBe(10);
  expect(await late([{ id: "r1", ts: NOW + 1, label: "stay", op: "correct" }])).toMatchObject({ accepted: 0, duplicates: 1 });
  await drainRollup(db.pool);
});
