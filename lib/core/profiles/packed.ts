import { ROLES } from "../columns/column.ts";
import { MAX_BINS } from "./binning.ts";
import { ByteReader, DamagedProfileError } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { greater, mergeUnseen, smaller } from "./merge.ts";
import type { RoleOf } from "./merge-buckets.ts";
import { addRecords, columnOf, emptyBucket, emptyRoleCounts } from "./merge-buckets.ts";
import { addCounts, writeCounts } from "./pack-counts.ts";
import type { BucketProfile, ColumnProfile, UnseenExample } from "./types.ts";

// The stored form of a bucket, all integers varints unless said otherwise:
//   version (1 byte), records, one count per role in the order of ROLES, number of columns, then per column ascending by id:
//   id (as distance to the last one), size of the rest in bytes, then the rest:
//   flags (1 byte), bins, missing, invalid, [sum, sumSquares as signed varints, min, max as 8-byte floats], [examples], counts (pack-counts.ts).
// A change of this layout takes a new version byte, and this reader keeps reading the old ones.

const VERSION = 1;
const HAS_SUMS = 1;
const HAS_UNSEEN = 2;

/**
 * Packs a bucket for the table `profile`. Canonical: columns ascend by id and every choice of encoding follows from the content alone, so two
 * buckets are equal exactly when their bytes are, in whatever order they were counted and merged. Compare or hash the bytes.
 */
export function encodeBucket(bucket: BucketProfile): Uint8Array {
  const writer = new ByteWriter();
  const column = new ByteWriter();
  writer.u8(VERSION);
  writeCount(writer, bucket.records);
  for (const role of ROLES) writeCount(writer, bucket.roles[role]);
  const ids = [...bucket.columns.keys()].sort((a, b) => a - b);
  writer.varint(ids.length);
  let last = -1;
  for (const id of ids) {
    if (!Number.isSafeInteger(id) || id < 0) throw new Error(`Column id ${id} is not a non-negative integer`);
    column.clear();
    writeColumn(column, bucket.columns.get(id) as ColumnProfile);
    writer.varint(id - last - 1);
    writer.varint(column.length);
    writer.append(column.view8());
    last = id;
  }
  return writer.finish();
}

/**
 * Reads a packed bucket; with `wanted` only those columns (the others are skipped without being looked at, though counted in `records`).
 * Throws a DamagedProfileError for bytes that are cut, altered so that they cannot be read, or of an unknown version.
 */
export function decodeBucket(bytes: Uint8Array, wanted?: ReadonlySet<number>): BucketProfile {
  const bucket = emptyBucket();
  // No records yet, so no role is asked for that would add to `missing`.
  accumulateBucket(bytes, bucket, () => "input", wanted);
  return bucket;
}

/**
 * Adds a packed bucket to `target` in place without building it first: `mergeBucketInto(target, decodeBucket(bytes), roleOf)`, but fast enough
 * for a page to add up thousands of columns. With `wanted`, columns that are neither wanted nor in the target already are skipped.
 * When it throws (DamagedProfileError, or an Error for another number of bins), `target` is half changed: throw it away.
 */
export function accumulateBucket(bytes: Uint8Array, target: BucketProfile, roleOf: RoleOf, wanted?: ReadonlySet<number>): void {
  const reader = new ByteReader(bytes);
  const version = reader.u8();
  if (version !== VERSION) throw new DamagedProfileError(`its format version is ${version}, and this program reads version ${VERSION}`);
  const records = reader.varint();
  const roles = emptyRoleCounts();
  for (const role of ROLES) roles[role] = reader.varint();
  const columns = reader.varint();
  const present = new Set<number>();
  let id = -1;
  for (let i = 0; i < columns; i++) {
    id += reader.varint() + 1;
    const size = reader.varint();
    const next = reader.take(size) + size;
    if (wanted !== undefined && !wanted.has(id) && !target.columns.has(id)) continue;
    present.add(id);
    reader.at = next - size;
    reader.end = next;
    addColumn(reader, id, target, roleOf);
    if (reader.at !== next) throw new DamagedProfileError(`column ${id} ends at byte ${reader.at} instead of ${next}`);
    reader.end = bytes.length;
  }
  if (reader.at !== bytes.length) throw new DamagedProfileError(`it has ${bytes.length - reader.at} bytes too many`);
  if (present.size < target.columns.size) {
    for (const [known, profile] of target.columns) if (!present.has(known)) profile.missing += roles[roleOf(known)];
  }
  addRecords(target, records, roles);
}

function writeCount(writer: ByteWriter, count: number): void {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new Error(`A profile counts ${count} records; counts are integers from 0 to 2^53 - 1`);
  writer.varint(count);
}

function writeColumn(writer: ByteWriter, profile: ColumnProfile): void {
  const hasSums = profile.sum !== 0n || profile.sumSquares !== 0n || !Number.isNaN(profile.min) || !Number.isNaN(profile.max);
  writer.u8((hasSums ? HAS_SUMS : 0) | (profile.unseen.length > 0 ? HAS_UNSEEN : 0));
  writer.varint(profile.counts.length);
  writeCount(writer, profile.missing);
  writeCount(writer, profile.invalid);
  if (hasSums) {
    writer.bigint(profile.sum);
    writer.bigint(profile.sumSquares);
    writer.f64(profile.min);
    writer.f64(profile.max);
  }
  if (profile.unseen.length > 0) {
    writer.varint(profile.unseen.length);
    for (const { hash, count, category } of profile.unseen) {
      writer.varint(hash);
      writer.varint(count);
      writer.text(category);
    }
  }
  writeCounts(writer, profile.counts);
}

function addColumn(reader: ByteReader, id: number, target: BucketProfile, roleOf: RoleOf): void {
  const flags = reader.u8();
  if (flags > (HAS_SUMS | HAS_UNSEEN)) throw new DamagedProfileError(`column ${id} has the unknown flags ${flags}`);
  const bins = reader.varint();
  if (bins > MAX_BINS) throw new DamagedProfileError(`column ${id} has ${bins} bins`);
  const profile = columnOf(target, id, bins, roleOf);
  if (profile.counts.length !== bins) {
    throw new Error(`Profiles of different binnings cannot be merged: column ${id} has ${profile.counts.length} and ${bins} bins`);
  }
  profile.missing += reader.varint();
  profile.invalid += reader.varint();
  if (flags & HAS_SUMS) {
    profile.sum += reader.bigint();
    profile.sumSquares += reader.bigint();
    profile.min = smaller(profile.min, reader.f64());
    profile.max = greater(profile.max, reader.f64());
  }
  if (flags & HAS_UNSEEN) profile.unseen = mergeUnseen(profile.unseen, readExamples(reader));
  addCounts(reader, profile.counts);
}

function readExamples(reader: ByteReader): UnseenExample[] {
  const examples: UnseenExample[] = [];
  for (let left = reader.varint(); left > 0; left--) {
    const hash = reader.varint();
    const count = reader.varint();
    examples.push({ hash, count, category: reader.text() });
  }
  return examples;
}
