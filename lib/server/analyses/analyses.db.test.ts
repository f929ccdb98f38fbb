import { beforeEach, expect, test } from "vitest";
import { pendingSchema } from "#core/contracts/analyses.ts";
import { createJob } from "#server/jobs/create.ts";
import { labelRecord } from "#server/performance/testing.ts";
import { setReference } from "#server/references/set-reference.ts";
import { databasePerTest } from "#server/testing/database.ts";
import { DAY_MS, predictionRecords } from "#server/testing/records.ts";
import { settle } from "#server/testing/settle.ts";
import { createTestModel, storeRecords } from "#server/testing/store-records.ts";
import { listJobs } from "../manage/jobs.ts";
import { modelHealth } from "../queries/health.ts";
import { answerOrPending, ask } from "./ask.ts";
import { type Execution, execute } from "./execute.ts";
import type { AnalysisKind } from "./kind.ts";
import type { Kinds } from "./kinds.ts";
import { AnalysisInterrupted, runNextAnalysis } from "./run.ts";
import { AnalysisThread } from "./run-in-thread.ts";
import { StandingVerdicts } from "./standing.ts";
import { tidyAnalyses } from "./tidy.ts";

const FROM = Date.UTC(2024, 0, 1);

const db = databasePerTest();
let model: number;
let runs: unknown[];
beforeEach(async () => {
  model = await createTestModel(db.pool, "test");
  runs = [];
});

const request = () => ({ pool: db.pool, projectId: db.projectId, now: new Date() });
const count: AnalysisKind<{ a: number; b: string | null }, { run: number }> = {
  kind: "count",
  version: 1,
  title: "Runs",
  async run(_context, params) {
    runs.push(params);
    if (params.b === "fail") throw new Error("no such thing");
    return { run: runs.length };
  },
};
const kinds: Kinds = { count: async () => count };
const here = (execution: Execution) => execute(db.pool, execution, kinds);
const next = () => runNextAnalysis(db.pool, here);
const asked = (params = { a: 1, b: null as string | null }, waitMs = 0) => ask(request(), count, "test", params, { waitMs });
const records = (seed: number) => predictionRecords({ seed, count: 200, from: FROM, span: 5 * DAY_MS });
const jobs = async () => (await db.pool.query<{ status: string }>("SELECT status FROM job WHERE kind = 'analysis' ORDER BY id")).rows;

test("an answer is made once, by one job however many ask, and is kept until more is counted", async () => {
  await storeRecords(db.pool, model, records(1));
  await settle(db.pool);
  const first = await Promise.all([asked(), asked(), asked()]);
  expect(new Set(first.map((one) => ("pending" in one ? one.pending : "answered"))).size).toBe(1);
  const reply = answerOrPending(first[0]!, (answer) => answer);
  expect(reply.status).toBe(202);
  expect(pendingSchema.parse(reply.data)).toMatchObject({ status: "pending", job: expect.any(Number) });
  expect(await next()).toMatchObject({ job: { modelId: model } });
  expect(await next()).toBeNull();
  // The order of parameters does not matter.
  const answer = await ask(request(), count, "test", { b: null, a: 1 });
  expect(answer).toMatchObject({ answer: { run: 1 }, stale: false });
  expect(answerOrPending(answer, (one, made) => ({ ...(one as object), ...made }))).toMatchObject({
    status: 200,
    data: { run: 1, stale: false },
  });
  // More is counted: the old answer at once, a fresh one in the background.
  await storeRecords(db.pool, model, records(2));
  await settle(db.pool);
  expect(await asked()).toMatchObject({ answer: { run: 1 }, stale: true });
  expect(await jobs()).toEqual([{ status: "done" }, { status: "queued" }]);
  await next();
  expect(await asked()).toMatchObject({ answer: { run: 2 }, stale: false });
  expect(runs).toEqual([
    { a: 1, b: null },
    { a: 1, b: null },
  ]);
});

test("other parameters, another reference, other columns and another version of the kind are other questions", async () => {
  await storeRecords(db.pool, model, records(1));
  await settle(db.pool);
  const answered = async () => {
    if ("pending" in (await asked())) await next();
    return ((await asked()) as { answer: { run: number } }).answer.run;
  };
  expect(await answered()).toBe(1);
  expect(await asked({ a: 2, b: null })).toHaveProperty("pending");
  await next();
  await setReference(db.pool, model, { kind: "previous", length: "5d" });
  await settle(db.pool);
  expect(await answered()).toBe(3);
  await db.pool.query("UPDATE model_column SET ignored = true WHERE model_id = $1 AND name = 'income'", [model]);
  expect(await answered()).toBe(4);
  expect(await ask(request(), { ...count, version: 2 }, "test", { a: 1, b: null }, { waitMs: 0 })).toHaveProperty("pending");
  await expect(ask({ ...request(), projectId: db.projectId + 1 }, count, "test", { a: 1, b: null })).rejects.toMatchObject({ status: 404 });
});

test("a request waits for an answer that comes soon", async () => {
  const waiting = asked({ a: 1, b: null }, 10_000);
  while ((await next()) === null) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await waiting).toMatchObject({ answer: { run: 1 }, stale: false });
});

test("a failure is told, and not tried again at once", async () => {
  const bad = { a: 1, b: "fail" };
  await asked(bad);
  expect((await next())?.error).toMatchObject({ message: "no such thing" });
  await expect(asked(bad)).rejects.toMatchObject({
    status: 503,
    code: "analysis_failed",
    detail: expect.stringContaining("no such thing"),
  });
  expect(await next()).toBeNull();
  await db.pool.query("UPDATE job SET finished_at = now() - interval '2 minutes'");
  expect(await asked(bad)).toHaveProperty("pending");
});

test("what a stopping or killed worker was at is taken up again, and one that ends every worker is given up", async () => {
  const { pending } = (await asked()) as { pending: number };
  await runNextAnalysis(db.pool, () => Promise.reject(new AnalysisInterrupted()));
  expect(await jobs()).toEqual([{ status: "queued" }]);
  const lose = () =>
    db.pool.query("UPDATE job SET status = 'running', finished_at = NULL, lease_until = now() - interval '1 s' WHERE id = $1", [pending]);
  for (let i = 0; i < 3; i++) {
    // The worker takes it up and is gone: its lease runs out.
    await runNextAnalysis(db.pool, () => lose());
    expect(await jobs()).toEqual([{ status: "running" }]);
  }
  expect((await next())?.error).toMatchObject({ message: "it ended its worker several times" });
  expect(runs).toEqual([]);
});

test("analyses are listed among the jobs only once they take long", async () => {
  await asked();
  const active = () => listJobs(db.pool, db.projectId, { status: "active", before: null, limit: 10 });
  await createJob(db.pool, { projectId: db.projectId, kind: "replay", title: "Replay" });
  expect((await active()).map(({ kind }) => kind)).toEqual(["replay"]);
  await db.pool.query("UPDATE job SET status = 'running', started_at = now() - interval '11 s' WHERE kind = 'analysis'");
  expect((await active()).map(({ kind }) => kind)).toEqual(["replay", "analysis"]);
});

test("the newest 200 answers of a model are kept for 30 days, its standing verdict for ever, jobs for an hour", async () => {
  const put = (kind: string, key: string, days: number, generation = 1) =>
    db.pool.query(
      "INSERT INTO analysis (model_id, generation, kind, key, data_at, computed_at, result) VALUES ($1, $2, $3, $4, now(), now() - make_interval(secs => $5), '{}')",
      [model, generation, kind, key, 86_400 * days],
    );
  for (let i = 0; i < 205; i++) await put("verdict", `k${i}`, i / 20);
  await put("verdict", "old", 31);
  await put("standing_verdict", "{}", 60);
  await createJob(db.pool, { projectId: db.projectId, modelId: model, kind: "analysis", title: "Runs" });
  await db.pool.query("UPDATE job SET status = 'done', finished_at = now() - interval '2 hours'");
  expect(await tidyAnalyses(db.pool)).toBe(1 + 7);
  const { rows } = await db.pool.query<{ kind: string; n: string }>("SELECT kind, count(*) AS n FROM analysis GROUP BY kind ORDER BY kind");
  expect(rows).toEqual([
    { kind: "standing_verdict", n: "1" },
    { kind: "verdict", n: "199" },
  ]);
  await db.pool.query("UPDATE model SET generation = 2");
  expect(await tidyAnalyses(db.pool)).toBe(200);
});

test("the standing verdict is made once counting settles, at most once a minute, and shows in the model's health", async () => {
  const standing = new StandingVerdicts(db.pool, (execution) => execute(db.pool, execution));
  const health = async () => (await modelHealth(request(), "test", { from: "now-7d", to: "now" })).concept;
  const logged = records(1);
  await storeRecords(db.pool, model, logged);
  await settle(db.pool);
  // No reference: nothing to tell.
  expect(await standing.runNext()).toBeNull();
  await setReference(db.pool, model, { kind: "window", from: "2024-01-01T00:00:00.000Z", to: "2024-01-04T00:00:00.000Z", version: null });
  await settle(db.pool);
  expect(await standing.runNext()).toBe(model);
  const first = await health();
  expect(first).toMatchObject({ from: "2024-01-04T00:00:00.000Z", to: "2024-01-06T00:00:00.000Z" });
  expect(first!.headline.length).toBeGreaterThan(20);
  expect(await standing.runNext()).toBeNull();
  // Within the minute nothing happens; after it, only when something was counted, and not while records wait.
  await db.pool.query("UPDATE reference SET ready_at = ready_at - interval '1 hour'");
  const labels = logged.map((record) => labelRecord(record, "leave", { ts: record.ts + DAY_MS }));
  await storeRecords(db.pool, model, labels);
  const later = () => db.pool.query("UPDATE analysis SET computed_at = computed_at - interval '2 minutes' WHERE kind = 'standing_verdict'");
  await later();
  expect(await standing.runNext()).toBeNull();
  await settle(db.pool);
  expect(await standing.runNext()).toBe(model);
  const second = await health();
  expect(second!.computed_at > first!.computed_at).toBe(true);
  const more = logged.slice(0, 20).map((record) => labelRecord(record, "stay", { ts: record.ts + 2 * DAY_MS, correction: true }));
  await storeRecords(db.pool, model, more);
  await settle(db.pool);
  expect(await standing.runNext()).toBeNull();
  await later();
  expect(await standing.runNext()).toBe(model);
  await later();
  expect(await standing.runNext()).toBeNull();
  // Made by an earlier version, before an upgrade: nothing has to be counted for it to be made anew, once.
  for (const before of ["result - 'version'", `result || '{"version": 1}'`]) {
    await db.pool.query(`UPDATE analysis SET key = 'earlier ' || md5(key), result = ${before} WHERE kind = 'standing_verdict'`);
    expect(await standing.runNext()).toBe(model);
    await later();
    expect(await standing.runNext()).toBeNull();
  }
  // A newer one of another version, as after a downgrade, while that of today's still holds.
  await db.pool.query("UPDATE analysis SET computed_at = now() - interval '90 s' WHERE kind = 'standing_verdict' AND key LIKE 'earlier%'");
  expect(await standing.runNext()).toBeNull();
});

test("a model whose standing verdict fails is left alone, and two workers do not make the same", async () => {
  await storeRecords(db.pool, model, records(1));
  await setReference(db.pool, model, { kind: "previous", length: "5d" });
  await settle(db.pool);
  const failing = new StandingVerdicts(db.pool, () => Promise.reject(new Error("no")));
  await expect(failing.runNext()).rejects.toThrow("no");
  expect(await failing.runNext()).toBeNull();
  let release: (() => void) | undefined;
  const made: number[] = [];
  const slow = () =>
    new Promise<void>((resolve) => {
      made.push(1);
      release = resolve;
    });
  const first = new StandingVerdicts(db.pool, slow).runNext();
  while (!release) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await new StandingVerdicts(db.pool, slow).runNext()).toBeNull();
  release();
  expect(await first).toBe(model);
  expect(made).toHaveLength(1);
});

test("a thread does analyses, tells of errors, and is started again after it was ended", { timeout: 60_000 }, async () => {
  await storeRecords(db.pool, model, records(1));
  await setReference(db.pool, model, { kind: "previous", length: "5d" });
  await settle(db.pool);
  const thread = new AnalysisThread(db.url);
  try {
    const params = { from: "2024-01-01T00:00:00.000Z", to: "2024-01-06T00:00:00.000Z", version: null, slice: "" };
    await thread.execute({ modelId: model, kind: "verdict", params });
    await expect(thread.execute({ modelId: model, kind: "tides", params })).rejects.toThrow('no analysis of kind "tides"');
    await thread.execute({ modelId: model, kind: "multivariate", params });
    const running = thread.execute({ modelId: model, kind: "standing_verdict", params: {} });
    await thread.end();
    await expect(running).rejects.toBeInstanceOf(AnalysisInterrupted);
    await thread.execute({ modelId: model, kind: "standing_verdict", params: {} });
    const { rows } = await db.pool.query<{ kind: string }>("SELECT kind FROM analysis ORDER BY kind, key");
    // The standing verdict's window is the one that was asked for before.
    expect(rows.map(({ kind }) => kind)).toEqual(["multivariate", "standing_verdict", "verdict"]);
  } finally {
    await thread.end();
  }
});
