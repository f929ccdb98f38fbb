import type { Pool } from "pg";
import type { Segment } from "#core/segments/decode.ts";
import { unpackSegment } from "../storage/segment-codec.ts";
import type { Order } from "./order.ts";

/** A stored segment, unopened. */
export interface StoredSegment {
  id: string;
  maxDay: string;
  minTs: number;
  maxTs: number;
  rows: number;
}

export interface SegmentWindow {
  modelId: number;
  /** Milliseconds, `to` exclusive; null: open. */
  from: number | null;
  to: number | null;
  order: Order;
  /** Only these segments, by id. */
  only: readonly string[] | null;
}

/** A listed segment is no longer there: its records, if they still exist, are in another one. List again. */
export class SegmentGone extends Error {}

const LIST = 200;
const PAYLOADS_AT_ONCE = 4;
const KEPT_OPEN = 8;

interface ListRow {
  id: string;
  max_day: string;
  min_ts: Date;
  max_ts: Date;
  rows: number;
}

/** The window's segments, by their newest record downwards or by their oldest record upwards. */
async function* listSegments(pool: Pool, window: SegmentWindow): AsyncGenerator<StoredSegment> {
  const newest = window.order === "newest";
  const edge = newest ? "max_ts" : "min_ts";
  const [direction, past] = newest ? ["DESC", "<"] : ["ASC", ">"];
  let last: { edge: Date; id: string } | null = null;
  for (;;) {
    const found: { rows: ListRow[] } = await pool.query<ListRow>(
      `SELECT id, max_day, min_ts, max_ts, rows FROM segment
       WHERE model_id = $1 AND reference_id IS NULL
         AND ($2::timestamptz IS NULL OR (max_ts >= $2 AND max_day >= ($2::timestamptz AT TIME ZONE 'UTC')::date))
         AND ($3::timestamptz IS NULL OR min_ts < $3)
         AND ($6::bigint[] IS NULL OR id = ANY($6))
         AND ($4::timestamptz IS NULL OR (${edge}, id) ${past} ($4, $5::bigint))
       ORDER BY ${edge} ${direction}, id ${direction} LIMIT ${LIST}`,
      [
        window.modelId,
        window.from === null ? null : new Date(window.from),
        window.to === null ? null : new Date(window.to),
        last?.edge ?? null,
        last?.id ?? null,
        window.only,
      ],
    );
    for (const row of found.rows) {
      yield { id: row.id, maxDay: row.max_day, minTs: row.min_ts.getTime(), maxTs: row.max_ts.getTime(), rows: row.rows };
    }
    const end = found.rows.at(-1);
    if (!end || found.rows.length < LIST) return;
    last = { edge: newest ? end.max_ts : end.min_ts, id: end.id };
  }
}

/** Lists and opens a model's segments; what was opened last stays open for the next page of a download. */
export class SegmentReader {
  private readonly pool: Pool;
  private readonly modelId: number;
  private readonly opened = new Map<string, Segment>();

  constructor(pool: Pool, modelId: number) {
    this.pool = pool;
    this.modelId = modelId;
  }

  list(window: Omit<SegmentWindow, "modelId">): AsyncGenerator<StoredSegment> {
    return listSegments(this.pool, { ...window, modelId: this.modelId });
  }

  /** Opens segments, a few at a time. Throws SegmentGone when one was merged into another, or deleted, since it was listed. */
  async *open(stored: readonly StoredSegment[]): AsyncGenerator<{ stored: StoredSegment; segment: Segment }> {
    for (let i = 0; i < stored.length; i += PAYLOADS_AT_ONCE) {
      const some = stored.slice(i, i + PAYLOADS_AT_ONCE);
      await this.load(some.filter((one) => !this.opened.has(one.id)));
      for (const one of some) {
        const segment = this.opened.get(one.id);
        if (!segment) throw new SegmentGone();
        yield { stored: one, segment };
      }
    }
  }

  private async load(stored: readonly StoredSegment[]): Promise<void> {
    if (stored.length === 0) return;
    const found = await this.pool.query<{ id: string; payload: Buffer }>(
      `SELECT s.id, s.payload FROM unnest($2::date[], $3::bigint[]) AS wanted (day, id)
       JOIN segment s ON s.model_id = $1 AND s.max_day = wanted.day AND s.id = wanted.id`,
      [this.modelId, stored.map((one) => one.maxDay), stored.map((one) => one.id)],
    );
    for (const { id, payload } of found.rows) {
      this.opened.set(id, unpackSegment(payload));
      if (this.opened.size > KEPT_OPEN) this.opened.delete(this.opened.keys().next().value!);
    }
  }
}
