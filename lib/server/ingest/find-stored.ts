import type { Pool } from "pg";
import { unpackSegment } from "../storage/segment-codec.ts";
import { dayBefore, type Entry, Slots } from "./entries.ts";
import { int8Array, textArray } from "./pg-arrays.ts";
import { pause } from "./prepare.ts";
import { identitiesOf, type RecordHash } from "./record-hash.ts";
import { FIND_KEYS, LOAD_SEGMENTS } from "./sql/find-keys.sql.ts";

/** Keys that are looked up at one time. */
const STEP = 5_000;
/** Segments that are read at one time. */
const CHUNK = 20;
/** Identities of so many records are remembered: a shipper that repeats itself does so at once. */
const REMEMBERED = 200_000;

interface Wanted {
  entry: Entry;
  modelId: number;
  day: string;
  hash: bigint;
}

/** Tells which records are stored already. A key that is taken says "perhaps": the ids decide, so that a hash collision loses no record. */
export class StoredRecords {
  private readonly pool: Pool;
  private readonly hash: RecordHash;
  private readonly segments = new Map<string, ReadonlySet<string>>();
  private remembered = 0;

  constructor(pool: Pool, hash: RecordHash) {
    this.pool = pool;
    this.hash = hash;
  }

  /** Marks the entries that are stored already as duplicates, and gives the others keys that are free at this moment. */
  async mark(entries: readonly Entry[]): Promise<void> {
    const slots = new Slots(this.hash);
    const open = entries.filter((entry) => !entry.duplicate);
    for (let from = 0; from < open.length; from += STEP) {
      let pending = open.slice(from, from + STEP);
      for (const entry of pending) {
        entry.probe = 0;
        entry.hash = entry.firstHash;
      }
      // Every entry walks its own chain of probes: while a key is another record's, its own can only be further on.
      while (pending.length > 0) {
        const taken = await this.taken(pending.map((entry) => ({ entry, modelId: entry.modelId, day: entry.day, hash: entry.hash })));
        pending = pending.filter((entry) => {
          const identities = taken.get(entry);
          if (identities === undefined) {
            if (slots.tryPlace(entry)) return false;
          } else if (identities === null || identities.has(entry.identity)) {
            entry.duplicate = true;
            return false;
          }
          slots.next(entry);
          return true;
        });
      }
    }
  }

  /**
   * Marks the records that came without a ts and are stored in the day before: they may have been sent before midnight, and again
   * after, because the answer was lost.
   */
  async markDayBefore(entries: readonly Entry[]): Promise<void> {
    const open = entries.filter((entry) => entry.record.tsIsDefaulted && !entry.duplicate);
    for (let from = 0; from < open.length; from += STEP) {
      let pending = open
        .slice(from, from + STEP)
        .map((entry) => ({ entry, modelId: entry.modelId, day: dayBefore(entry.day), probe: 0, hash: entry.firstHash }));
      while (pending.length > 0) {
        const taken = await this.taken(pending);
        pending = pending.filter((one) => {
          const identities = taken.get(one.entry);
          if (identities === undefined) return false;
          one.entry.duplicate = identities === null || identities.has(one.entry.identity);
          one.hash = this.hash(one.entry.identity, ++one.probe);
          return !one.entry.duplicate;
        });
      }
    }
  }

  /**
   * For entries whose key is taken: the identities in that segment; null when the segment is gone and there is nothing to compare. A segment that went
   * between the two questions was merged with others, and its keys point to the new one: they are asked for again.
   */
  private async taken(wanted: readonly Wanted[], again = true): Promise<Map<Entry, ReadonlySet<string> | null>> {
    const { rows } = await this.pool.query<{ ordinal: number; segment_id: string }>(FIND_KEYS, [
      int8Array(wanted.map((w) => w.modelId)),
      textArray(wanted.map((w) => w.day)),
      int8Array(wanted.map((w) => w.hash)),
    ]);
    const bySegment = new Map<string, { modelId: number; entries: Entry[] }>();
    for (const { ordinal, segment_id } of rows) {
      const { entry, modelId } = wanted[ordinal - 1]!;
      const group = bySegment.get(segment_id);
      if (group) group.entries.push(entry);
      else bySegment.set(segment_id, { modelId, entries: [entry] });
    }
    const taken = new Map<Entry, ReadonlySet<string> | null>();
    const list = [...bySegment];
    for (let i = 0; i < list.length; i += CHUNK) {
      const chunk = list.slice(i, i + CHUNK);
      const identities = await this.identities(chunk.map(([id, { modelId }]) => ({ id, modelId })));
      for (const [id, { entries }] of chunk) for (const entry of entries) taken.set(entry, identities.get(id) ?? null);
    }
    const gone = again ? wanted.filter(({ entry }) => taken.get(entry) === null) : [];
    if (gone.length > 0) for (const [entry, identities] of await this.taken(gone, false)) taken.set(entry, identities);
    return taken;
  }

  private async identities(wanted: readonly { id: string; modelId: number }[]): Promise<Map<string, ReadonlySet<string>>> {
    const found = new Map<string, ReadonlySet<string>>();
    const missing = new Map<number, string[]>();
    for (const { id, modelId } of wanted) {
      const known = this.segments.get(id);
      if (known) found.set(id, known);
      else missing.set(modelId, [...(missing.get(modelId) ?? []), id]);
    }
    for (const [modelId, ids] of missing) {
      const { rows } = await this.pool.query<{ id: string; payload: Buffer }>(LOAD_SEGMENTS, [modelId, ids]);
      for (const { id, payload } of rows) {
        const identities = identitiesOf(unpackSegment(payload));
        found.set(id, identities);
        this.remember(id, identities);
        await pause();
      }
    }
    return found;
  }

  private remember(id: string, identities: ReadonlySet<string>): void {
    if (this.remembered + identities.size > REMEMBERED) {
      this.segments.clear();
      this.remembered = 0;
    }
    this.segments.set(id, identities);
    this.remembered += identities.size;
  }
}
