import type { LoggedRecord } from "#core/records/types.ts";
import { identityOf, type RecordHash } from "./record-hash.ts";

/** One accepted record on its way into a segment. */
export interface Entry {
  modelId: number;
  /** UTC day of the record's ts, `2026-11-22`. */
  day: string;
  record: LoggedRecord;
  identity: string;
  probe: number;
  hash: bigint;
  /** Stored before, or sent twice. */
  duplicate: boolean;
}

const DAY = 86_400_000;
/** With 64 bits one probe is nearly always enough; so many are never needed but in a test with a tiny hash. */
const MOST_PROBES = 64;

export function dayOf(ts: number): string {
  return new Date(ts).toISOString().slice(0, 10);
}

export function dayBefore(day: string): string {
  return dayOf(Date.parse(day) - DAY);
}

/** Entries for records, in order; a repeat within them is a duplicate from the start. */
export function makeEntries(records: Iterable<{ record: LoggedRecord; modelId: number }>, hash: RecordHash): Entry[] {
  const entries: Entry[] = [];
  const seen = new Set<string>();
  const slots = new Slots(hash);
  let lastTs = Number.NaN;
  let lastDay = "";
  for (const { record, modelId } of records) {
    const dayNumber = Math.floor(record.ts / DAY);
    if (dayNumber !== lastTs) {
      lastTs = dayNumber;
      lastDay = dayOf(record.ts);
    }
    const identity = identityOf(record);
    const entry: Entry = { modelId, day: lastDay, record, identity, probe: 0, hash: 0n, duplicate: false };
    const key = `${modelId}/${lastDay}/${identity}`;
    if (seen.has(key)) entry.duplicate = true;
    else {
      seen.add(key);
      slots.place(entry);
    }
    entries.push(entry);
  }
  return entries;
}

/** Keeps two entries of one group off the same key. */
export class Slots {
  private readonly taken = new Set<string>();
  private readonly hash: RecordHash;

  constructor(hash: RecordHash) {
    this.hash = hash;
  }

  /** Gives the entry the first hash from its probe on that no other entry has. */
  place(entry: Entry): void {
    while (!this.tryPlace(entry)) this.next(entry);
  }

  /** Takes the slot of the entry's probe; false when another entry has it. */
  tryPlace(entry: Entry): boolean {
    entry.hash = this.hash(entry.identity, entry.probe);
    const key = `${entry.modelId}/${entry.day}/${entry.hash}`;
    if (this.taken.has(key)) return false;
    this.taken.add(key);
    return true;
  }

  next(entry: Entry): void {
    if (++entry.probe >= MOST_PROBES) throw new Error(`No free key for a record after ${MOST_PROBES} probes.`);
  }
}
