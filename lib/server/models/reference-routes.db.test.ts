import { gzipSync, zstdCompressSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import type { Job } from "#core/contracts/manage.ts";
import type { ModelDetail, Reference } from "#core/contracts/models.ts";
import { sendRecords } from "../http/testing-requests.ts";
import { databasePerFile } from "../testing/database.ts";
import { routesPerFile } from "../testing/routes.ts";

const db = databasePerFile();
const routes = routesPerFile(db, () => new Date("2026-03-02T00:00:00Z"));
const { call } = routes;
const churn = () => call<ModelDetail>(200, "GET", "models/churn");

const records = Array.from({ length: 100 }, (_, i) => ({
  id: `r-${i}`,
  ts: new Date(Date.parse("2026-03-01T00:00:00Z") + i * 60_000).toISOString(),
  model: "churn",
  version: i % 2 ? "2" : "1",
  inputs: { age: 20 + (i % 40), plan: ["free", "pro"][i % 2] },
  prediction: i % 3 ? "yes" : "no",
}));
beforeAll(() => sendRecords(db.pool, db.projectId, records));

describe("references", () => {
  const put = (status: number, json: unknown) => call<{ job: Job; reference: Reference }>(status, "PUT", "models/churn/reference", json);

  it("are described by a window, and built by a job", async () => {
    const { job, reference } = await put(202, { window: { from: "2026-03-01", to: "2026-03-01", version: "1" } });
    expect(reference).toMatchObject({
      kind: "window",
      status: "building",
      spec: { kind: "window", from: "2026-03-01T00:00:00.000Z", to: "2026-03-02T00:00:00.000Z", version: "1" },
    });
    expect(job).toMatchObject({ kind: "reference", status: "queued", model: "churn" });
    expect((await churn()).building).toMatchObject({ job: job.id, reference: { id: reference.id } });
    const second = await put(202, { moving: "7d" });
    expect((await churn()).building).toMatchObject({ job: second.job.id });
    expect(await call<Job>(200, "GET", `jobs/${job.id}`)).toMatchObject({ status: "cancelled" });
    const { data } = await call<{ data: Reference[] }>(200, "GET", "models/churn/reference");
    expect(data.slice(0, 2)).toMatchObject([
      { id: second.reference.id, status: "building" },
      { id: reference.id, status: "failed" },
    ]);
    await call(200, "PATCH", `jobs/${second.job.id}`, { status: "cancelled" });
    expect((await churn()).building).toBeNull();
  });

  it.each([
    [{ window: { from: "now", to: "now-1d" } }, "invalid_reference"],
    [{ window: { from: "someday", to: "now" } }, "invalid_time"],
    [{ window: { from: "now-1d", to: "now", version: "nine" } }, "unknown_version"],
    [{ version: { name: "nine" } }, "unknown_version"],
    [{ moving: "7y" }, "invalid_body"],
    [{ upload: "x" }, "invalid_body"],
    [{}, "invalid_body"],
  ])("are not taken from %j", async (json, code) => {
    expect(await put(422, json)).toMatchObject({ code });
  });

  const csv = `age,plan,label\n${Array.from({ length: 300 }, (_, i) => `${20 + (i % 40)},${i % 2 ? "pro" : "free"},yes`).join("\n")}\n`;
  const upload = (body: BodyInit, headers: Record<string, string>, query = "?file=train.csv") =>
    routes.ask("PUT", `/api/v1/models/churn/reference${query}`, { key: routes.key, body, headers });

  it.each([
    ["as they are", csv, {}],
    ["gzipped", gzipSync(csv), { "content-encoding": "gzip" }],
    ["as zstd", zstdCompressSync(csv), { "content-encoding": "zstd" }],
  ])("come as files %s", async (_, body, headers) => {
    const response = await upload(new Blob([body]), { "content-type": "text/csv", ...headers } as Record<string, string>);
    const text = await response.text();
    expect(response.status, text).toBe(202);
    const { reference, job } = JSON.parse(text) as { job: Job; reference: Reference };
    expect(reference).toMatchObject({ kind: "upload", label: "upload train.csv", status: "building" });
    expect(job.status).toBe("queued");
    const { rows } = await db.pool.query<{ rows: string }>("SELECT sum(rows) AS rows FROM segment WHERE reference_id = $1", [reference.id]);
    expect(rows[0]!.rows).toBe("300");
  });

  it("are refused when the file is nothing, broken or of no known format", async () => {
    const status = async (...args: Parameters<typeof upload>) => (await upload(...args)).status;
    expect(await status("", { "content-type": "text/csv" })).toBe(422);
    expect(await status(new Blob([gzipSync(csv).subarray(0, -20)]), { "content-type": "text/csv", "content-encoding": "gzip" })).toBe(422);
    expect(await status(csv, { "content-type": "text/csv", "content-encoding": "br" })).toBe(415);
    expect(await status(csv, { "content-type": "application/octet-stream" }, "?file=train.xlsx")).toBe(415);
    expect(await status(csv, { "content-type": "application/octet-stream" }, "?file=train.bin&format=parquet")).toBe(422);
    const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
    expect(await status(new Blob([bomb]), { "content-type": "text/csv", "content-encoding": "gzip" })).toBe(413);
  });
});
