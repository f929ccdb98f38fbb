import type { ByteReader } from "./byte-reader.ts";
import { DamagedProfileError } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { varintSize } from "./byte-writer.ts";

/** How the counts of a column are written. Stored: never renumber. */
const SPARSE = 0;
const U8 = 1;
const U16 = 2;
const U32 = 3;
/** Counts above 2^32 - 1, as doubles, which hold integers up to 2^53. */
const F64 = 4;
const WIDTHS = [0, 1, 2, 4, 8];
/** One byte a bin, near a base, and the few counts that are not near it apart. */
const NEAR = 5;
/** Byte 0 stands for no record, so a byte reaches this many counts from the base up. */
const REACH = 255;

/** From this many bins with a count on, a column is never written sparse: reading dense counts is faster. */
const SPARSE_LIMIT = 256;

/**
 * Writes counts as one of: sparse, (distance to the last written bin, count) of the bins that are not 0 as varints; dense, all bins in as
 * many bytes as the largest needs; or near, one byte a bin. Quantile bins hold about equally much, so a hundred times the records is
 * still one byte a bin, and reading a busy model's profiles costs hardly more than reading a quiet one's. The choice, the smallest one with
 * dense at a tie, depends on the counts alone.
 */
export function writeCounts(writer: ByteWriter, counts: Float64Array): void {
  let used = 0;
  let largest = 0;
  let sparseSize = 0;
  let last = -1;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin] as number;
    if (count === 0) continue;
    if (!(count > 0) || !Number.isSafeInteger(count)) throw new Error(`Bin ${bin} holds ${count}; counts are integers from 0 to 2^53 - 1`);
    used++;
    largest = Math.max(largest, count);
    sparseSize += varintSize(bin - last - 1) + varintSize(count);
    last = bin;
  }
  sparseSize += varintSize(used);
  const encoding = largest < 2 ** 8 ? U8 : largest < 2 ** 16 ? U16 : largest < 2 ** 32 ? U32 : F64;
  const denseSize = counts.length * (WIDTHS[encoding] as number);
  if (used < SPARSE_LIMIT && sparseSize < denseSize) {
    writeSparse(writer, counts, used);
    return;
  }
  const near = encoding === U8 ? null : planNear(counts, used);
  if (near !== null && near.size < denseSize) writeNear(writer, counts, near);
  else writeDense(writer, counts, encoding);
}

interface Near {
  base: number;
  /** How many counts are written apart. */
  apart: number;
  size: number;
}

/** The base lies so far below the median of the bins with a record that the median is in the middle of a byte's reach. */
function planNear(counts: Float64Array, used: number): Near {
  const sorted = counts.slice().sort();
  const median = sorted[sorted.length - 1 - (used >> 1)] as number;
  const base = Math.max(1, median - (REACH >> 1));
  let apart = 0;
  let size = 0;
  let last = -1;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin] as number;
    if (count === 0 || (count >= base && count < base + REACH)) continue;
    apart++;
    size += varintSize(bin - last - 1) + varintSize(count);
    last = bin;
  }
  return { base, apart, size: size + varintSize(base) + varintSize(apart) + counts.length };
}

function writeNear(writer: ByteWriter, counts: Float64Array, { base, apart }: Near): void {
  writer.u8(NEAR);
  writer.varint(base);
  for (const count of counts) writer.u8(count >= base && count < base + REACH ? count - base + 1 : 0);
  writer.varint(apart);
  let last = -1;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin] as number;
    if (count === 0 || (count >= base && count < base + REACH)) continue;
    writer.varint(bin - last - 1);
    writer.varint(count);
    last = bin;
  }
}

function addNear(reader: ByteReader, counts: Float64Array): void {
  const below = reader.varint() - 1;
  const bins = counts.length;
  let at = reader.take(bins);
  const { bytes } = reader;
  for (let i = 0; i < bins; i++, at++) {
    const byte = bytes[at] as number;
    if (byte !== 0) counts[i] = (counts[i] as number) + below + byte;
  }
  addSparse(reader, counts);
}

function writeSparse(writer: ByteWriter, counts: Float64Array, used: number): void {
  writer.u8(SPARSE);
  writer.varint(used);
  let last = -1;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin] as number;
    if (count === 0) continue;
    writer.varint(bin - last - 1);
    writer.varint(count);
    last = bin;
  }
}

function writeDense(writer: ByteWriter, counts: Float64Array, encoding: number): void {
  writer.u8(encoding);
  for (const count of counts) {
    if (encoding === U8) writer.u8(count);
    else if (encoding === U16) writer.u16(count);
    else if (encoding === U32) writer.u32(count);
    else writer.f64(count);
  }
}

/** Adds written counts to `counts`, which has as many bins as were written. */
export function addCounts(reader: ByteReader, counts: Float64Array): void {
  const encoding = reader.u8();
  if (encoding === SPARSE) {
    addSparse(reader, counts);
    return;
  }
  if (encoding === NEAR) {
    addNear(reader, counts);
    return;
  }
  const width = WIDTHS[encoding];
  if (width === undefined) throw new DamagedProfileError(`the counts at byte ${reader.at - 1} have the unknown encoding ${encoding}`);
  const bins = counts.length;
  let at = reader.take(bins * width);
  // Byte by byte: rows come out of the data base at any alignment, and this is as fast as a copy into a typed array.
  const { bytes } = reader;
  if (encoding === U8) {
    for (let i = 0; i < bins; i++, at++) counts[i] = (counts[i] as number) + (bytes[at] as number);
  } else if (encoding === U16) {
    for (let i = 0; i < bins; i++, at += 2) {
      counts[i] = (counts[i] as number) + ((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
    }
  } else if (encoding === U32) {
    for (let i = 0; i < bins; i++, at += 4) {
      const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
      counts[i] = (counts[i] as number) + low + (bytes[at + 3] as number) * 2 ** 24;
    }
  } else addDoubles(bytes, at, counts);
}

function addDoubles(bytes: Uint8Array, at: number, counts: Float64Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, counts.length * 8);
  for (let i = 0; i < counts.length; i++) {
    const count = view.getFloat64(i * 8, true);
    if (!(count >= 0) || !Number.isSafeInteger(count)) throw new DamagedProfileError(`the count at byte ${at + i * 8} is ${count}`);
    counts[i] = (counts[i] as number) + count;
  }
}

function addSparse(reader: ByteReader, counts: Float64Array): void {
  const used = reader.varint();
  const { bytes } = reader;
  // Nearly every number here is one byte long: those are read without a call.
  const last = reader.end - 1;
  let bin = -1;
  for (let i = 0; i < used; i++) {
    let gap = bytes[reader.at] as number;
    if (reader.at <= last && gap < 128) reader.at++;
    else gap = reader.varint();
    let count = bytes[reader.at] as number;
    if (reader.at <= last && count < 128) reader.at++;
    else count = reader.varint();
    bin += gap + 1;
    if (bin >= counts.length) throw new DamagedProfileError(`it has a count for bin ${bin} of ${counts.length}`);
    counts[bin] = (counts[bin] as number) + count;
  }
}
