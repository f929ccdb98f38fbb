import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { createServer } from "node:net";
import { Readable } from "node:stream";
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { databasePerFile } from "../testing/database.ts";
import { counts, doorPerTest, ndjson, predictionMaker } from "../testing/door.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { openDoor, tableCounts } from "./testing.ts";

const db = databasePerFile();
const door = doorPerTest(db, { uncounted: true });

const record = predictionMaker();

describe("a body", () => {
  it.each<[string, (text: string) => BodyInit, string | undefined]>([
    ["identity", (text) => text, undefined],
    ["gzip", (text) => gzipSync(text), "gzip"],
    ["gzip of several members", (text) => Buffer.concat([gzipSync(text.slice(0, 30)), gzipSync(text.slice(30))]), "gzip"],
    ["zlib", (text) => deflateSync(text), "deflate"],
    ["raw deflate", (text) => deflateRawSync(text), "deflate"],
    ["zstd", (text) => zstdCompressSync(text), "zstd"],
    ["zstd of several frames", (text) => Buffer.concat([zstdCompressSync(text.slice(0, 30)), zstdCompressSync(text.slice(30))]), "zstd"],
    [
      "chunked without a length",
      (text) => Readable.toWeb(Readable.from([Buffer.from(text.slice(0, 20)), Buffer.from(text.slice(20))])) as ReadableStream,
      undefined,
    ],
  ])("is taken as %s", async (_, make, encoding) => {
    const answer = await door.post(make(ndjson([record(), record(), record()])), {
      headers: encoding ? { "Content-Encoding": encoding } : {},
    });
    expect(answer).toMatchObject({ status: 200, body: { ...counts(3, 0, 0), errors: [], errors_truncated: false } });
  });

  it.each<[string, BodyInit, Record<string, string>, number, string]>([
    ["truncated gzip", gzipSync(ndjson([record(), record()])).subarray(0, -6), { "Content-Encoding": "gzip" }, 422, "damaged_body"],
    [
      "gzip with junk behind",
      Buffer.concat([gzipSync(ndjson([record()])), Buffer.from("junk")]),
      { "Content-Encoding": "gzip" },
      422,
      "damaged_body",
    ],
    [
      "zlib with junk behind",
      Buffer.concat([deflateSync(ndjson([record()])), Buffer.from("junk")]),
      { "Content-Encoding": "deflate" },
      422,
      "damaged_body",
    ],
    [
      "zstd with junk behind",
      Buffer.concat([zstdCompressSync(ndjson([record()])), Buffer.from("junk")]),
      { "Content-Encoding": "zstd" },
      422,
      "damaged_body",
    ],
    ["truncated zstd", zstdCompressSync(ndjson([record()])).subarray(0, -3), { "Content-Encoding": "zstd" }, 422, "damaged_body"],
    ["not gzip at all", ndjson([record()]), { "Content-Encoding": "gzip" }, 422, "damaged_body"],
    ["an empty body", "", {}, 422, "empty_body"],
    ["an empty gzip", gzipSync(""), { "Content-Encoding": "gzip" }, 422, "empty_body"],
    ["text", "hello", {}, 422, "invalid_json"],
    ["a cut array", '[{"id":"x","model":"churn"},{"id"', {}, 422, "truncated_body"],
    ["brotli", "x", { "Content-Encoding": "br" }, 415, "unsupported_encoding"],
    ["two encodings", "x", { "Content-Encoding": "gzip, gzip" }, 415, "unsupported_encoding"],
    ["MessagePack", Buffer.from([0x92, 0x01]), { "Content-Type": "application/msgpack" }, 415, "unsupported_body"],
  ])("is refused whole: %s", async (_, body, headers, status, code) => {
    const before = await tableCounts(db.pool);
    const answer = await door.post(body, { headers });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body.request_id).toBe(answer.headers.get("x-request-id"));
    expect(await tableCounts(db.pool)).toEqual(before);
  });

  it("of 20 MB of NDJSON, compressed, is taken", async () => {
    const text = ndjson(Array.from({ length: 20_000 }, () => record({ inputs: { age: 1, note: "x".repeat(950) } })));
    expect(text.length).toBeGreaterThan(20e6);
    const body = gzipSync(text);
    // Work of this thread between two turns of the event loop, not time: other processes may hold the processor.
    const worked = () => {
      const { user, system } = process.threadCpuUsage();
      return (user + system) / 1000;
    };
    let longest = 0;
    let last = worked();
    const timer = setInterval(() => {
      longest = Math.max(longest, worked() - last);
      last = worked();
    }, 1);
    const answer = await door.post(body, { headers: { "Content-Encoding": "gzip" } });
    clearInterval(timer);
    expect(answer).toMatchObject({ status: 200, body: counts(20_000, 0, 0) });
    expect(longest).toBeLessThan(150);
  });

  it("that inflates without end is refused in bounded memory", async () => {
    const bomb = Buffer.concat(Array(20).fill(gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))));
    const before = process.memoryUsage().rss;
    const answer = await door.post(bomb, { headers: { "Content-Encoding": "gzip" } });
    expect([answer.status, answer.body.code]).toEqual([413, "inflated_too_large"]);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  it("that is too large on the wire is refused, with a length and without", async () => {
    const large = Buffer.alloc(17 * 1024 * 1024, 0x20);
    expect((await door.post(large)).body.code).toBe("body_too_large");
    const chunked = Readable.toWeb(Readable.from(Array.from({ length: 17 }, () => large.subarray(0, 1024 * 1024)))) as ReadableStream;
    expect((await door.post(chunked)).status).toBe(413);
  });

  it("that never ends is answered, and then cut off", { timeout: 15_000 }, async () => {
    const outcome = await new Promise<{ status?: number; sent: number }>((resolve) => {
      let status: number | undefined;
      let sent = 0;
      const request = httpRequest(
        `${door.url}/api/v1/ingest`,
        { method: "POST", headers: { Authorization: "Bearer nobody" } },
        (response) => {
          status = response.statusCode;
          response.resume();
        },
      );
      const timer = setInterval(() => request.write("x".repeat(++sent)), 20);
      request.on("close", () => {
        clearInterval(timer);
        resolve({ status, sent });
      });
      request.on("error", () => {});
    });
    expect(outcome.status).toBe(401);
    expect(outcome.sent).toBeGreaterThan(0);
  });

  it("of too many records is refused", async () => {
    const answer = await door.post("{}\n".repeat(50_001));
    expect([answer.status, answer.body.code]).toEqual([413, "too_many_records"]);
  });

  it("that arrives too slowly is answered 408", async () => {
    const slow = await openDoor(db.pool, { limits: { ...DEFAULT_LIMITS, readMs: 50 } });
    const status = await new Promise((resolve) => {
      const request = httpRequest(`${slow.url}/api/v1/ingest`, { method: "POST", headers: { Authorization: "Bearer all" } }, (r) =>
        resolve(r.statusCode),
      );
      request.on("error", () => {});
      request.write('{"id":');
    });
    expect(status).toBe(408);
    await slow.close();
  });

  it("that breaks off stores nothing", async () => {
    const before = await tableCounts(db.pool);
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${door.url}/api/v1/ingest`, {
        method: "POST",
        headers: { Authorization: "Bearer all", "Content-Length": "1000" },
      });
      request.on("error", () => resolve());
      request.write(`${JSON.stringify(record())}\n`, () => setTimeout(() => request.destroy(), 30));
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await tableCounts(db.pool)).toEqual(before);
  });

  it("beyond what the process bears is answered 429", async () => {
    const small = await openDoor(db.pool, { limits: { ...DEFAULT_LIMITS, inFlightBytes: 1000 } });
    const answer = await small.post(ndjson(Array.from({ length: 50 }, () => record())));
    expect([answer.status, answer.body.code, answer.headers.get("retry-after")]).toEqual([429, "overloaded", "1"]);
    expect((await small.post(record())).status).toBe(200);
    await small.close();
  });
});

describe("bodies recorded from real shippers", () => {
  it.each([
    ["fluentbit-json-none", "application/json", undefined],
    ["fluentbit-json_lines-gzip", "application/x-ndjson", "gzip"],
    ["fluentbit-json_lines-zstd", "application/x-ndjson", "zstd"],
    ["fluentbit-json_stream-none", "application/json", undefined],
    ["fluentbit-json_stream-zstd", "application/json", "zstd"],
    ["rsyslog-jsonarray-gzon", "application/json; charset=utf-8", "gzip"],
    ["rsyslog-newline-gzoff", "text/plain", undefined],
    ["syslog-ng-ndjson", "application/x-ndjson", undefined],
  ])("%s: three records, and none the second time", async (name, type, encoding) => {
    const body = readFileSync(new URL(`../../core/records/fixtures/${name}.body`, import.meta.url));
    const model = name.startsWith("fluentbit") ? "churn" : "m";
    // Their clock is not the tests': the records are from the day of the recording.
    const shippers = await openDoor(db.pool, { now: () => Date.parse("2026-11-22T09:00:00Z") });
    const headers = { "Content-Type": type, ...(encoding ? { "Content-Encoding": encoding } : {}) };
    await db.pool.query("DELETE FROM record_key; DELETE FROM segment; DELETE FROM rollup_queue; DELETE FROM ingest_batch");
    expect(await shippers.post(body, { path: `/api/v1/ingest/${model}`, headers })).toMatchObject({ status: 200, body: counts(3, 0, 0) });
    expect(await shippers.post(body, { path: `/api/v1/ingest/${model}`, headers })).toMatchObject({ status: 200, body: counts(0, 3, 0) });
    await shippers.close();
  });
});

describe("who asks", () => {
  it.each([
    ["no key", "", 401, "unauthorized"],
    ["a wrong key", "Bearer nobody", 401, "unauthorized"],
    ["a key that may only read", "Bearer read", 403, "insufficient_scope"],
  ])("%s", async (_, authorization, status, code) => {
    const answer = await door.post(record(), { headers: { Authorization: authorization } });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it("GET is 405, HEAD 200, OPTIONS 204", async () => {
    const get = await door.post("", { method: "GET" });
    expect([get.status, get.headers.get("allow")]).toEqual([405, "POST, HEAD, OPTIONS"]);
    expect((await door.post("", { method: "HEAD" })).status).toBe(200);
    expect((await door.post("", { method: "OPTIONS" })).status).toBe(204);
  });
});

it("a data base that is away is 503 with a small Retry-After, never 500", async () => {
  const { createPool } = await import("../db/pool.ts");
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const { port } = closed.address() as { port: number };
  await new Promise<void>((resolve) => closed.close(() => resolve()));
  const pool = createPool(`postgres://x@127.0.0.1:${port}/x`);
  const away = await openDoor(pool, { authenticate: async () => ({ kind: "key", projectId: 1, scopes: new Set(["ingest"] as const) }) });
  const answer = await away.post(record());
  expect([answer.status, answer.body.code, answer.headers.get("retry-after")]).toEqual([503, "storage_unavailable", "2"]);
  await away.close();
  await pool.end();
});
