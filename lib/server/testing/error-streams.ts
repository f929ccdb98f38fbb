import type { Pool } from "pg";
import { lossOf } from "#core/detectors/loss.ts";
import { runDetector } from "#core/detectors/run.ts";
import type { PerformanceSpec } from "#core/performance/types.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import { detectorsFor } from "../detectors/stream.ts";
import { labelRecord } from "../performance/testing.ts";
import { cellOf, DAY_MS, predictionRecords, seeded, withoutLabels } from "./records.ts";

const FROM = Date.UTC(2020, 0, 1);

/** Predictions without labels, and labels for nine of ten whose errors become more frequent two times, in random order within a day. */
export function errorStream(seed: number, count: number, versions: string[]): { predictions: LoggedRecord[]; labels: LoggedRecord[] } {
  const random = seeded(seed);
  const predictions = withoutLabels(predictionRecords({ seed, count, from: FROM, span: 3 * DAY_MS, versions })).sort((a, b) => a.ts - b.ts);
  const labels = predictions
    .filter(() => random() < 0.9)
    .map((record) => {
      const rate = [0.05, 0.3, 0.8][Math.floor((record.ts - FROM) / DAY_MS)]!;
      const said = cellOf(record, "prediction") as string;
      const label = random() < rate ? (said === "stay" ? "leave" : "stay") : said;
      return {
        record: labelRecord(record, label, { ts: record.ts + 1 + Math.floor(random() * 0.1 * DAY_MS) }),
        at: record.ts + random() * DAY_MS,
      };
    })
    .sort((a, b) => a.at - b.at)
    .map(({ record }) => record);
  return { predictions, labels };
}

/** What one run of each detector over all labels of a version, in their order, calls and leaves. */
export function expectedStreams(spec: PerformanceSpec, predictions: LoggedRecord[], labels: LoggedRecord[], version: string) {
  const byId = new Map(predictions.map((record) => [record.id, record]));
  const own = labels.filter(({ id }) => byId.get(id)!.version === version);
  const said = (record: LoggedRecord, column: string) => cellOf(record, column) as string | number;
  const losses = own.map((label) => lossOf(spec, { prediction: said(byId.get(label.id)!, "prediction"), label: said(label, "label") })!);
  return {
    losses,
    runs: detectorsFor(spec).map((detector) => {
      const { drifts, warnings, state, inside } = runDetector(detector, losses);
      const event = (signal: string) => (position: number) => ({
        signal,
        position,
        labelled_at: new Date(own[position]!.ts),
        predicted_at: new Date(byId.get(own[position]!.id)!.ts),
      });
      const events = [...drifts.map(event("drift")), ...warnings.map(event("warning"))].sort((a, b) => a.position - b.position);
      return { detector: detector.id, seen: losses.length, state: { state, inside }, events };
    }),
  };
}

/** What is stored of a version's streams, in the form of `expectedStreams`. */
export async function storedStreams(pool: Pool, model: number, version: string, generation = 1) {
  const { rows: streams } = await pool.query<{ detector: string; seen: string; state: unknown }>(
    `SELECT detector, seen, state FROM detector_stream s JOIN model_version v ON v.id = s.version_id
     WHERE s.model_id = $1 AND generation = $3 AND v.name = $2 AND detector <> 'recent'`,
    [model, version, generation],
  );
  const { rows: events } = await pool.query<{ detector: string; position: string }>(
    `SELECT detector, signal, position, labelled_at, predicted_at FROM detector_event e JOIN model_version v ON v.id = e.version_id
     WHERE e.model_id = $1 AND generation = $3 AND v.name = $2 ORDER BY position`,
    [model, version, generation],
  );
  return streams.map(({ detector, seen, state }) => ({
    detector,
    seen: Number(seen),
    state,
    events: events
      .filter((event) => event.detector === detector)
      .map(({ detector: _, position, ...event }) => ({ ...event, position: Number(position) })),
  }));
}

export const byName = <T extends { detector: string }>(runs: T[]) => runs.toSorted((a, b) => (a.detector < b.detector ? -1 : 1));
