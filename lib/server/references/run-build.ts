import type { Pool } from "pg";
import type { ReferenceSpec } from "#core/contracts/models.ts";
import { encodeBucket } from "#core/profiles/packed.ts";
import { inTransaction } from "#server/db/transaction.ts";
import { restreamErrors } from "../detectors/restream.ts";
import { type LeasedJob, LeaseLost } from "../jobs/job.ts";
import { finishJob, reportProgress } from "../jobs/progress.ts";
import { findPerformance } from "../performance/reference.ts";
import { insertSpec } from "../performance/spec.ts";
import { insertBinnings } from "../rollup/binnings.ts";
import { BatchGivenUp, breathing } from "../rollup/breathe.ts";
import { loadCountingColumns } from "../rollup/load-columns.ts";
import { MAX_ATTEMPTS } from "../rollup/sql/queue.sql.ts";
import { type BuildInput, buildInputOf } from "./build-input.ts";
import { freezeBinnings, profileReference } from "./freeze.ts";
import { keepLease } from "./keep-lease.ts";
import { lockModel } from "./model-lock.ts";
import { findReferenceRows } from "./reference-rows.ts";
import { ENQUEUE_ALL, SELECT_REMAINING } from "./sql/build.sql.ts";
import { switchGeneration } from "./switch-generation.ts";

/** What is wrong with the build itself, for the person who asked for it; not worth a second try. */
class BuildError extends Error {}

/** Where a test may kill a build. */
export type BuildPoint = "collected" | "enqueued" | "before switch";

/** The process is stopping: another one goes on with the job. */
export class Interrupted extends Error {}

export interface BuildOptions {
  /** Asked between steps of some thousand rows. */
  stopping?: () => boolean;
  fault?: (point: BuildPoint) => void | Promise<void>;
}

/** How long a job that waits for its records to be counted is left alone before somebody looks again. */
const RECHECK_SECONDS = 0.5;

/**
 * One step of a build. Both phases end in one transaction, so a build that is killed starts its phase over and leaves nothing
 * half done. Answers whether it has ended; else its lease is given back, and any worker goes on with it.
 */
export async function stepBuild(pool: Pool, job: LeasedJob, options: BuildOptions = {}): Promise<boolean> {
  const fault = options.fault ?? (() => {});
  if (job.modelId === null) throw new Error("a build needs a model");
  const input = buildInputOf(job.input);
  try {
    if (input.phase === "collect") {
      await collect(pool, job, job.modelId, input, { ...options, fault });
      return false;
    }
    return await count(pool, job, job.modelId, input, { ...options, fault });
  } catch (error) {
    if (error instanceof BuildError) return failBuild(pool, job, job.modelId, input, error.message);
    throw error;
  }
}

/**
 * Reads the reference, freezes its bins, and in one transaction writes them and queues every stored segment. Only from that
 * moment on ingest queues new segments for this generation too: the lock on the model makes sure that none falls between.
 */
async function collect(
  pool: Pool,
  job: LeasedJob,
  modelId: number,
  input: BuildInput,
  { fault, stopping }: BuildOptions & Required<Pick<BuildOptions, "fault">>,
) {
  const { reference, generation } = input;
  const found = reference === null ? null : await readReference(pool, job, modelId, reference, input, stopping);
  const labelled = found ? found.performance : await findPerformance(pool, modelId, null, async () => {});
  await fault("collected");
  await inTransaction(pool, async (client) => {
    const model = await lockModel(client, modelId);
    if (model.building_generation !== null) throw new Error(`the model is already building generation ${model.building_generation}`);
    if (found) {
      await insertBinnings(client, modelId, generation, false, found.binnings);
      await client.query("UPDATE reference SET rows = $2, profile = $3, performance = $4 WHERE id = $1", [
        reference,
        found.rows,
        found.profile,
        labelled?.profile ?? null,
      ]);
    }
    if (labelled) await insertSpec(client, modelId, generation, labelled.spec, labelled.provisional);
    const { rowCount } = await client.query(ENQUEUE_ALL, [modelId, generation]);
    await client.query("UPDATE model SET building_generation = $2 WHERE id = $1", [modelId, generation]);
    const { rows } = await client.query<{ rows: string }>(SELECT_REMAINING, [modelId, generation, MAX_ATTEMPTS]);
    const progress = { done: 0, total: Number(rows[0]!.rows), message: `Counting the stored records (${rowCount} segments)` };
    // Fails, and with it all of the above, when the job was cancelled meanwhile.
    await reportProgress(client, job, { ...progress, input: { phase: "count" } }, 0);
  });
  await fault("enqueued");
}

async function readReference(
  pool: Pool,
  job: LeasedJob,
  modelId: number,
  reference: number,
  input: BuildInput,
  stopping: BuildOptions["stopping"],
) {
  const { rows: specs } = await pool.query<{ spec: ReferenceSpec }>("SELECT spec FROM reference WHERE id = $1", [reference]);
  const spec = specs[0]?.spec;
  if (!spec) throw new BuildError("the reference was deleted");
  const source = await findReferenceRows(pool, modelId, spec, input.source);
  const columns = await inTransaction(pool, (client) => loadCountingColumns(client, modelId, input.generation));
  const fixed = spec.kind !== "moving" && spec.kind !== "previous";
  const all = source.segments.reduce((sum, segment) => sum + segment.rows, 0);
  let read = 0;
  let reported = 0;
  const tick = async (rows: number) => {
    read += rows;
    if (stopping?.()) {
      await reportProgress(pool, job, { message: "Waiting for a worker" }, 0);
      throw new Interrupted("the process is stopping");
    }
    if (performance.now() - reported < 500) return;
    reported = performance.now();
    await reportProgress(pool, job, { done: Math.round(read), total: all * (fixed ? 2 : 1), message: "Reading the reference" });
  };
  await tick(0);
  const binnings = await freezeBinnings(pool, modelId, source, columns, tick);
  const labelled = await findPerformance(pool, modelId, { kind: spec.kind, source }, () => tick(0));
  if (!fixed) return { binnings, rows: 0, profile: null, performance: labelled };
  const profile = await profileReference(pool, modelId, source, columns, binnings, tick);
  if (profile.records === 0) throw new BuildError(nothingIn(spec));
  return { binnings, rows: profile.records, profile: Buffer.from(encodeBucket(profile)), performance: labelled };
}

function nothingIn(spec: ReferenceSpec): string {
  if (spec.kind === "window") {
    const version = spec.version === null ? "" : ` of version ${JSON.stringify(spec.version)}`;
    return `There are no stored records${version} from ${spec.from} to ${spec.to}. Choose a time that has records, or upload a file.`;
  }
  if (spec.kind === "version") return `There are no stored records of version ${JSON.stringify(spec.version)} in that time.`;
  return "The rows of the uploaded file are gone. Upload it again.";
}

/** Waits until the workers have counted everything, then switches. */
async function count(
  pool: Pool,
  job: LeasedJob,
  modelId: number,
  input: BuildInput,
  { fault, stopping }: BuildOptions & Required<Pick<BuildOptions, "fault">>,
) {
  const { rows } = await pool.query<{ rows: string; open: number }>(SELECT_REMAINING, [modelId, input.generation, MAX_ATTEMPTS]);
  const { rows: waiting, open } = rows[0]!;
  if (open === 0) {
    if (!input.streamed) await stream(pool, job, modelId, input.generation, stopping);
    await fault("before switch");
    if (await switchGeneration(pool, job, modelId, input)) return true;
  }
  // Records that came since the build began make the queue longer than it was: never less than nothing is done.
  const done = Math.max(job.done, job.total - Number(waiting), 0);
  await reportProgress(pool, job, { done: Math.min(done, job.total) }, RECHECK_SECONDS);
  return false;
}

/** Streams what was counted through the detectors in its own order, once: what comes after that they see as it comes. */
async function stream(pool: Pool, job: LeasedJob, modelId: number, generation: number, stopping: BuildOptions["stopping"]): Promise<void> {
  const lease = keepLease(pool, job);
  try {
    await inTransaction(pool, async (client) => {
      // Sorting the labels of some ten million predictions takes longer than a batch may.
      await client.query("SET LOCAL lock_timeout = '20s'; SET LOCAL statement_timeout = '30min'");
      const breathe = breathing(client, stopping);
      await restreamErrors(client, { modelId, generation }, async () => {
        lease.check();
        await breathe();
      });
      await lease.end();
      await reportProgress(client, job, { input: { streamed: true } });
    });
  } catch (error) {
    throw error instanceof BatchGivenUp ? new Interrupted(error.message) : error;
  } finally {
    await lease.end().catch(() => {});
  }
}

async function failBuild(pool: Pool, job: LeasedJob, modelId: number, input: BuildInput, error: string): Promise<true> {
  await inTransaction(pool, async (client) => {
    await lockModel(client, modelId);
    await finishJob(client, job, { error });
    await client.query("UPDATE model SET building_generation = NULL WHERE id = $1", [modelId]);
    if (input.reference !== null) await client.query("UPDATE reference SET status = 'failed' WHERE id = $1", [input.reference]);
  });
  return true;
}

/** A build that throws something unexpected is tried again by whoever finds its lease run out; in the end it fails visibly. */
export async function giveUpBuild(pool: Pool, job: LeasedJob, error: string): Promise<void> {
  if (job.modelId === null) return;
  await failBuild(pool, job, job.modelId, buildInputOf(job.input), error).catch((failure: unknown) => {
    if (!(failure instanceof LeaseLost)) throw failure;
  });
}
