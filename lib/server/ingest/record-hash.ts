import { randomBytes } from "node:crypto";
import type { Pool } from "pg";
import { type LoggedRecord, RECORD_KINDS } from "#core/records/types.ts";
import type { Segment } from "#core/segments/decode.ts";
import { FLAG_CORRECTION } from "#core/segments/layout.ts";
import { valueText } from "#core/segments/native.ts";
import { createSipHash } from "./siphash.ts";

/** 64 bits of a record's identity. A higher probe is another hash of the same identity, for when a lower one is another record's. */
export type RecordHash = (identity: string, probe: number) => bigint;

/** Corrections of one id and day of which each is found by the id alone; more than that are found beside them, or by time. */
export const CORRECTION_PROBES = 8;
const CORRECTION = "correction\0";
const FEEDBACK = "feedback\0";
/** Keys of all feedback of an id begin with the same bits; so many at the end tell what it says. */
const FEEDBACK_BITS = 16n;
const FEEDBACK_PROBES = 8;

/** Keyed with the installation's own 16 bytes (hex), so that nobody outside can make two ids collide. */
export function createRecordHash(key: string): RecordHash {
  const hash = createSipHash(Buffer.from(key, "hex"));
  return (identity, probe) => {
    if (identity.startsWith(FEEDBACK) && probe < FEEDBACK_PROBES) {
      const ofId = hash(identity.slice(0, identity.indexOf("\0", FEEDBACK.length)));
      const ofContent = hash(probe === 0 ? identity : `${identity}\0${probe}`);
      return lowest(ofId) | BigInt.asUintN(Number(FEEDBACK_BITS), ofContent);
    }
    const hashed = hashedPart(identity, probe);
    return hash(probe === 0 ? hashed : `${hashed}\0${probe}`);
  };
}

/** Corrections of one label share the hashes of their id, first come first served, so that whoever knows the id finds them all. */
function hashedPart(identity: string, probe: number): string {
  if (probe >= CORRECTION_PROBES || !identity.startsWith(CORRECTION)) return identity;
  return identity.slice(0, identity.indexOf("\0", CORRECTION.length));
}

function lowest(key: bigint): bigint {
  return (key >> FEEDBACK_BITS) << FEEDBACK_BITS;
}

/** Where the keys of all feedback of an id lie, both inclusive: whoever knows the id finds them, whatever it says. */
export function feedbackKeys(hash: RecordHash, id: string): { from: bigint; to: bigint } {
  const from = lowest(hash(`${FEEDBACK}${id}\0`, 0));
  return { from, to: from + (1n << FEEDBACK_BITS) - 1n };
}

/** What the keys of all corrections of an id are hashed from. */
export function correctionsOf(id: string): string {
  return `${CORRECTION}${id}\0`;
}

/**
 * What makes a record the same record within a model and a day: its kind (a label is not a repeat of its prediction) and its id.
 * Corrections of one label are told apart by the label, and by their time where one was sent; feedback by what it says, for people click, ask
 * again and change their minds on one day.
 */
export function identityOf(record: LoggedRecord): string {
  if (record.kind === "feedback") return `${FEEDBACK}${record.id}\0${feedbackText(record)}`;
  if (!record.correction) return `${record.kind}\0${record.id}`;
  const label = record.cells.find((cell) => cell.role === "label");
  return `${correctionsOf(record.id)}${label ? valueText(label) : ""}\0${record.tsIsDefaulted ? "" : record.ts}`;
}

function feedbackText({ cells }: LoggedRecord): string {
  const said = cells.filter(({ role }) => role === "feedback").map((cell) => [cell.column, valueText(cell)] as const);
  return JSON.stringify(said.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The identities of all records of a stored segment. */
export function identitiesOf(segment: Segment): ReadonlySet<string> {
  const ids = segment.ids();
  const identities = new Set<string>();
  for (let row = 0; row < segment.rows; row++) {
    const kind = RECORD_KINDS[segment.kinds[row]!]!;
    const byContent = kind === "feedback" || (segment.flags[row]! & FLAG_CORRECTION) !== 0;
    identities.add(byContent ? identityOf(segment.record(row)) : `${kind}\0${ids[row]}`);
  }
  return identities;
}

/** The installation's hash key, made at its first use. */
export async function loadHashKey(pool: Pool): Promise<string> {
  const made = JSON.stringify(randomBytes(16).toString("hex"));
  await pool.query("INSERT INTO setting (name, value) VALUES ('record_hash_key', $1) ON CONFLICT (name) DO NOTHING", [made]);
  const { rows } = await pool.query<{ value: string }>("SELECT value FROM setting WHERE name = 'record_hash_key'");
  return rows[0]!.value;
}
