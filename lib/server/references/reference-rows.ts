import type { Pool } from "pg";
import type { ReferenceSpec } from "#core/contracts/models.ts";
import { lengthMs } from "#core/references/length.ts";
import type { Segment } from "#core/segments/decode.ts";
import { SELECT_PAYLOADS } from "../rollup/sql/queue.sql.ts";
import { unpackSegment } from "../storage/segment-codec.ts";
import { HAS_TRAFFIC, SELECT_NEWEST, SELECT_TRAFFIC, SELECT_UPLOADED } from "./sql/build.sql.ts";

export interface SegmentKey {
  id: string;
  max_day: string;
  rows: number;
}

/** Which stored records a reference is: segments, oldest id first, and which of their records. */
export interface ReferenceRows {
  segments: SegmentKey[];
  /** Null: all records. `to` is exclusive; version null: every version. */
  filter: { from: number; to: number; version: string | null } | null;
}

/** Finds the stored records that a reference's bins are taken from. */
export async function findReferenceRows(pool: Pool, modelId: number, spec: ReferenceSpec, source: number | null): Promise<ReferenceRows> {
  if (spec.kind === "upload") {
    const { rows } = await pool.query<SegmentKey>(SELECT_UPLOADED, [modelId, source]);
    return { segments: rows, filter: null };
  }
  const window = await windowOf(pool, modelId, spec);
  const { rows } = await pool.query<SegmentKey>(SELECT_TRAFFIC, [modelId, at(window.from), at(window.to)]);
  return { segments: rows, filter: window };
}

/** As far as data bases can tell times: "for ever" is no date of JavaScript's. */
const at = (ms: number) => (ms === Number.NEGATIVE_INFINITY ? "-infinity" : ms === Number.POSITIVE_INFINITY ? "infinity" : new Date(ms));

async function windowOf(pool: Pool, modelId: number, spec: Exclude<ReferenceSpec, { kind: "upload" }>) {
  switch (spec.kind) {
    case "window":
      return { from: Date.parse(spec.from), to: Date.parse(spec.to), version: spec.version };
    case "version":
      return {
        from: spec.from === null ? Number.NEGATIVE_INFINITY : Date.parse(spec.from),
        to: spec.to === null ? Number.POSITIVE_INFINITY : Date.parse(spec.to),
        version: spec.version,
      };
    default:
      return latestWindow(pool, modelId, lengthMs(spec.length));
  }
}

/**
 * The bins of a moving reference come from the last window of its length before now (the data base's now); from the one that
 * ends with the newest record, when there is none in it.
 */
async function latestWindow(pool: Pool, modelId: number, length: number) {
  const { rows: clock } = await pool.query<{ now: Date }>("SELECT now()");
  const now = clock[0]!.now.getTime();
  const window = { from: now - length, to: now, version: null };
  const { rows: any } = await pool.query<{ found: boolean }>(HAS_TRAFFIC, [modelId, new Date(window.from), new Date(window.to)]);
  if (any[0]!.found) return window;
  const { rows: newest } = await pool.query<{ ts: Date | null }>(SELECT_NEWEST, [modelId, new Date(now)]);
  const end = newest[0]?.ts?.getTime();
  return end === undefined ? window : { from: end + 1 - length, to: end + 1, version: null };
}

export interface SegmentRows {
  segment: Segment;
  /** Null: all of them. */
  rows: Int32Array | null;
}

const CHUNK = { rows: 20_000, segments: 200 };

/** Reads the reference's records, some segments at a time; segments without any of them are left out. */
export async function* readReferenceRows(pool: Pool, modelId: number, { segments, filter }: ReferenceRows): AsyncGenerator<SegmentRows[]> {
  for (let from = 0; from < segments.length; ) {
    let to = from;
    let rows = 0;
    while (to < segments.length && to - from < CHUNK.segments && (to === from || rows + segments[to]!.rows <= CHUNK.rows)) {
      rows += segments[to]!.rows;
      to++;
    }
    const keys = segments.slice(from, to);
    const found = await pool.query<{ id: string; payload: Buffer }>(SELECT_PAYLOADS, [
      modelId,
      keys.map((key) => key.max_day),
      keys.map((key) => key.id),
    ]);
    const payloads = new Map(found.rows.map(({ id, payload }) => [id, payload]));
    yield keys.flatMap(({ id }) => {
      // Retention may have deleted it since it was found.
      const payload = payloads.get(id);
      if (!payload) return [];
      const segment = unpackSegment(payload);
      const chosen = choose(segment, filter);
      return chosen?.length === 0 ? [] : [{ segment, rows: chosen }];
    });
    from = to;
  }
}

function choose(segment: Segment, filter: ReferenceRows["filter"]): Int32Array | null {
  if (!filter) return null;
  const { ts, versions } = segment;
  const version = filter.version === null ? null : versions.dictionary.indexOf(filter.version);
  const chosen: number[] = [];
  for (let row = 0; row < segment.rows; row++) {
    const time = ts[row]!;
    if (time >= filter.from && time < filter.to && (version === null || versions.codes[row] === version)) chosen.push(row);
  }
  return chosen.length === segment.rows ? null : Int32Array.from(chosen);
}
