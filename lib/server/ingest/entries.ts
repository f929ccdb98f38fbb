import type { LoggedRecord } from "#core/records/types.ts";
import { pause } from "./prepare.ts";
import { identityOf, type RecordHash } from "./record-hash.ts";

/** One accepted record on its way into a segment. */
export interface Entry {
  modelId: number;
  /** UTC day of the record's ts, `2026-11-22`. */
  day: string;
  record: LoggedRecord;
  identity: string;
  /** Of probe 0. */
  firstHash: bigint;
  probe: number;
  /** Of `probe`: the key. */
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

/** Records between two pauses. */
const STEP = 2_000;

/** Entries for records, in order; a repeat within them is a duplicate from the start. */
export async function makeEntries(records: readonly { record: LoggedRecord; modelId: number }[], hash: RecordHash): Promise<Entry[]> {
  const entries: Entry[] = [];
  const seen = new ByDay<string>();
  const slots = new Slots(hash);
  let dayNumber = Number.NaN;
  let day = "";
  for (const { record, modelId } of records) {
    if (entries.length % STEP === STEP - 1) await pause();
    if (Math.floor(record.ts / DAY) !== dayNumber) {
      dayNumber = Math.floor(record.ts / DAY);
      day = dayOf(record.ts);
    }
    const identity = identityOf(record);
    const entry: Entry = { modelId, day, record, identity, firstHash: hash(identity, 0), probe: 0, hash: 0n, duplicate: false };
    if (seen.add(entry, identity)) slots.place(entry);
    else entry.duplicate = true;
    entries.push(entry);
  }
  return entries;
}

/** A set per model and day. Neighbours mostly share both. */
class ByDay<T> {
  private readonly sets = new Map<string, Set<T>>();
  private last: { modelId: number; day: string; set: Set<T> } | undefined;

  /** False when it was there already. */
  add({ modelId, day }: Pick<Entry, "modelId" | "day">, value: T): boolean {
    if (this.last?.modelId !== modelId || this.last.day !== day) {
      const key = `${modelId}/${day}`;
      const set = this.sets.get(key) ?? new Set<T>();
      this.sets.set(key, set);
      this.last = { modelId, day, set };
    }
    const { set } = this.last;
    const before = set.size;
    return set.add(value).size > before;
  }
}

/** Keeps two entries of one group off the same key. */
export class Slots {
  private readonly taken = new ByDay<bigint>();
  private readonly hash: RecordHash;

  constructor(hash: RecordHash) {
    this.hash = hash;
  }

  /** Gives the entry the first hash from its probe on that no other entry has. */
  place(entry: Entry): void {
    for (this.rehash(entry); !this.tryPlace(entry); ) this.next(entry);
  }

  /** Takes the slot of the entry's hash; false when another entry has it. */
  tryPlace(entry: Entry): boolean {
    return this.taken.add(entry, entry.hash);
  }

  /** Sets the hash of the entry's probe. */
  rehash(entry: Entry): void {
    entry.hash = entry.probe === 0 ? entry.firstHash : this.hash(entry.identity, entry.probe);
  }

  next(entry: Entry): void {
    if (++entry.probe >= MOST_PROBES) throw new Error(`No free key for a record after ${MOST_PROBES} probes.`);
    this.rehash(entry);
  }
}
