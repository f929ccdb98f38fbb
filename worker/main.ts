import { alarmLoop } from "#server/alarms/alarm-loop.ts";
import { watchFile } from "#server/alarms/file/watch-file.ts";
import { outgoingHeartbeat } from "#server/alarms/outgoing-heartbeat.ts";
import { ensureSystemRules } from "#server/alarms/system-rules.ts";
import type { Execution } from "#server/analyses/execute.ts";
import { runNextAnalysis } from "#server/analyses/run.ts";
import { AnalysisThread } from "#server/analyses/run-in-thread.ts";
import { StandingVerdicts } from "#server/analyses/standing.ts";
import { isRetryable } from "#server/db/errors.ts";
import { createPool } from "#server/db/pool.ts";
import { readEnv } from "#server/env.ts";
import { beat, endBeat, heartbeatName } from "#server/jobs/heartbeat.ts";
import { startLoop } from "#server/jobs/loop.ts";
import { runNextJob } from "#server/jobs/run.ts";
import { getLog } from "#server/log.ts";
import { notifyLoop } from "#server/notify/notify-loop.ts";
import { maintain } from "#server/retention/maintain.ts";
import { rollUpRound } from "#server/rollup/drain.ts";
import { listenForSegments } from "#server/rollup/listen.ts";

// Counts what ingest has stored, evaluates alarms, tells people, runs jobs, and tidies up. Any number of these processes may run beside each other, and
// each may be killed at any time. DATABASE_URL says where; SIGTERM and SIGINT stop it after the batch it is at.

const log = getLog();
const url = process.env.DATABASE_URL;
if (!url) throw new Error("DATABASE_URL is not set. `npm start` sets it for its processes.");
// Counting holds one connection, a job one or two, listening, the heartbeat, analyses, alarms and their sender one or two each. The thread of analyses has its own.
const pool = createPool(url, { max: 12, statementTimeout: 120_000 });
const name = heartbeatName("worker");
const startedAt = new Date().toISOString();
let records = 0;

const failed = (what: string) => (error: unknown) => log.error({ err: error }, `${what} failed; trying again`);

/** Another worker may hold a model's profiles for as long as a large batch takes. */
const batchFailed = (error: unknown, target: object) => {
  if (isRetryable(error)) log.debug({ err: error, ...target }, "a batch met another one; trying again");
  else log.error({ err: error, ...target }, "a batch could not be counted; trying again");
};

const rollup = startLoop({
  pauseMs: 1_000,
  onError: failed("counting"),
  async run(stopping) {
    const round = await rollUpRound(pool, { stop: stopping, onError: batchFailed });
    records += round.records;
    for (const failure of round.failures) log.error(failure, "a segment cannot be counted");
    if (round.batches > 0) log.debug({ segments: round.segments, records: round.records }, "counted");
    return round.batches > 0;
  },
});

const jobs = startLoop({
  pauseMs: 500,
  onError: failed("a job"),
  async run(stopping) {
    const step = await runNextJob(pool, { stopping });
    if (step?.error) log.error({ err: step.error, job: step.job.id }, "a job failed");
    else if (step?.ended) log.info({ job: step.job.id, kind: step.job.kind }, "a job has ended");
    return step !== null;
  },
});

const maintenance = startLoop({
  pauseMs: 60_000,
  onError: failed("maintenance"),
  async run() {
    const { partitions, months, ...counts } = await maintain(pool);
    const changes = partitions.length + months.length + Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (changes > 0) log.info({ partitions, months, ...counts }, "tidied up");
    return false;
  },
});

const thread = new AnalysisThread(url);
const inThread = (execution: Execution) => thread.execute(execution);
const standing = new StandingVerdicts(pool, inThread);
const STANDING_MS = 5_000;
let standingAt = 0;
const analyses = startLoop({
  pauseMs: 200,
  onError: failed("an analysis"),
  async run() {
    // What a person waits for goes first.
    const step = await runNextAnalysis(pool, inThread);
    if (step?.error) log.error({ err: step.error, job: step.job.id }, "an analysis failed");
    if (step || performance.now() < standingAt) return step !== null;
    const model = await standing.runNext();
    if (model === null) standingAt = performance.now() + STANDING_MS;
    else log.debug({ model }, "the standing verdict was made");
    return model !== null;
  },
});

const heartbeat = startLoop({
  pauseMs: 10_000,
  onError: failed("the heartbeat"),
  async run() {
    await beat(pool, name, { startedAt, records });
    return false;
  },
});

await ensureSystemRules(pool);
const alarms = alarmLoop(pool, {
  onError: (error, rule) => log.error({ err: error, alarm: rule?.id }, "an alarm could not be evaluated; trying again"),
});
const notifications = notifyLoop(pool, { onError: failed("telling people") });
const asCode = watchFile(pool, { folder: readEnv(process.env).dataDir, log });
const outgoing = outgoingHeartbeat(pool, { onError: failed("the outgoing heartbeat") });

const endListening = listenForSegments(pool, () => rollup.wake());

let stopping = false;
async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, "the worker is stopping");
  await endListening();
  // An analysis may take long, and loses nothing: it is taken up again.
  await Promise.all([
    analyses.stop(),
    thread.end(),
    rollup.stop(),
    jobs.stop(),
    maintenance.stop(),
    heartbeat.stop(),
    alarms.stop(),
    asCode.stop(),
    notifications.stop(),
    outgoing.stop(),
  ]);
  await endBeat(pool, name).catch(() => {});
  await pool.end();
  process.exit(0);
}
process.on("SIGTERM", (signal) => void stop(signal));
process.on("SIGINT", (signal) => void stop(signal));
log.info("the worker is running");
