import type { PoolClient } from "pg";
import { lossKind, lossOf } from "#core/detectors/loss.ts";
import { recentLosses, withRecent } from "#core/detectors/recent.ts";
import { DETECTORS, type DetectorProgress, runDetector } from "#core/detectors/run.ts";
import type { Detector, DetectorId } from "#core/detectors/types.ts";
import type { PerformanceSpec } from "#core/performance/types.ts";
import { int8Array } from "../ingest/pg-arrays.ts";
import type { Joined, LabelledOutcome, Target } from "../performance/join.ts";
import { INSERT_EVENTS, SELECT_STREAMS, UPSERT_STREAMS } from "./sql/streams.sql.ts";

/** The row of `detector_stream` that keeps a stream's newest losses. */
const RECENT = "recent";

interface StreamRow {
  version_id: number;
  detector: DetectorId | typeof RECENT;
  seen: string;
  state: unknown;
}

interface StoredStream {
  seen: number;
  state: unknown;
}

interface Event {
  versionId: number;
  detector: DetectorId;
  /** Losses before it. */
  position: number;
  signal: "warning" | "drift";
  of: LabelledOutcome;
}

/**
 * Runs the streaming detectors over the losses of the predictions whose labels a batch has brought, version by version, in label order, and
 * keeps their states and what they called, in the batch's transaction and under its lock on the generation: so each loss is streamed exactly
 * once, whoever is killed. What was streamed stays so: a label that is corrected later, or taken back, does not change the past of a
 * stream, though it changes the metrics; a generation that is built streams the labels that hold (restreamErrors).
 */
export async function streamErrors(
  client: PoolClient,
  target: Omit<Target, "now">,
  { spec, labelled }: Pick<Joined, "spec" | "labelled">,
): Promise<void> {
  if (spec === null || labelled.length === 0) return;
  const streams = lossesByVersion(spec, labelled);
  if (streams.size === 0) return;
  const { modelId, generation } = target;
  const { rows } = await client.query<StreamRow>(SELECT_STREAMS, [modelId, generation, [...streams.keys()]]);
  const stored = new Map(rows.map((row) => [`${row.version_id} ${row.detector}`, { seen: Number(row.seen), state: row.state }]));
  const events: Event[] = [];
  const written: Omit<StreamRow, "seen">[] = [];
  const seen: number[] = [];
  for (const [versionId, { losses, of }] of streams) {
    const before = (name: StreamRow["detector"]): StoredStream | undefined => stored.get(`${versionId} ${name}`);
    for (const detector of detectorsFor(spec)) {
      await target.breathe();
      const from = before(detector.id);
      const { drifts, warnings, ...progress } = runDetector(detector, losses, from?.state as DetectorProgress<unknown> | undefined);
      const event = (signal: Event["signal"]) => (i: number) => {
        events.push({ versionId, detector: detector.id, position: (from?.seen ?? 0) + i, signal, of: of[i]! });
      };
      drifts.forEach(event("drift"));
      warnings.forEach(event("warning"));
      written.push({ version_id: versionId, detector: detector.id, state: progress });
      seen.push((from?.seen ?? 0) + losses.length);
    }
    const from = before(RECENT);
    written.push({ version_id: versionId, detector: RECENT, state: packRecent(withRecent(unpackRecent(from?.state), losses)) });
    seen.push((from?.seen ?? 0) + losses.length);
  }
  await client.query(UPSERT_STREAMS, [
    modelId,
    generation,
    written.map(({ version_id }) => version_id),
    written.map(({ detector }) => detector),
    int8Array(seen),
    written.map(({ state }) => JSON.stringify(state)),
  ]);
  if (events.length > 0) await insertEvents(client, target, events);
}

/** The detectors that take the losses of a task: some are for errors of 0 and 1 alone. */
export function detectorsFor(spec: PerformanceSpec): Detector<unknown>[] {
  // Each is given back its own state only.
  const all = Object.values(DETECTORS) as Detector<unknown>[];
  return all.filter(({ values }) => values === "numbers" || lossKind(spec) === "error");
}

/** The newest losses of a stream, oldest first; none when it has not begun. */
export async function loadRecentLosses(
  db: Pick<PoolClient, "query">,
  { modelId, generation, versionId }: { modelId: number; generation: number; versionId: number },
): Promise<number[]> {
  const { rows } = await db.query<StreamRow>(SELECT_STREAMS, [modelId, generation, [versionId]]);
  return recentLosses(unpackRecent(rows.find(({ detector }) => detector === RECENT)?.state));
}

function lossesByVersion(spec: PerformanceSpec, labelled: readonly LabelledOutcome[]) {
  const streams = new Map<number, { losses: number[]; of: LabelledOutcome[] }>();
  for (const outcome of labelled) {
    const loss = lossOf(spec, outcome.after);
    if (loss === null) continue;
    let stream = streams.get(outcome.versionId);
    if (!stream) {
      stream = { losses: [], of: [] };
      streams.set(outcome.versionId, stream);
    }
    stream.losses.push(loss);
    stream.of.push(outcome);
  }
  return streams;
}

async function insertEvents(
  client: PoolClient,
  { modelId, generation }: Pick<Target, "modelId" | "generation">,
  events: readonly Event[],
): Promise<void> {
  await client.query(INSERT_EVENTS, [
    modelId,
    generation,
    events.map(({ versionId }) => versionId),
    events.map(({ detector }) => detector),
    int8Array(events.map(({ position }) => position)),
    events.map(({ signal }) => signal),
    int8Array(events.map(({ of }) => of.labelledAt)),
    int8Array(events.map(({ of }) => of.ts)),
  ]);
}

function packRecent(losses: Uint8Array): { losses: string } {
  return { losses: Buffer.from(losses.buffer, losses.byteOffset, losses.byteLength).toString("base64") };
}

function unpackRecent(state: unknown): Uint8Array {
  const { losses = "" } = (state ?? {}) as { losses?: string };
  return new Uint8Array(Buffer.from(losses, "base64"));
}
