import { MAX_BINS } from "../profiles/binning.ts";
import { ByteReader, DamagedProfileError } from "../profiles/byte-reader.ts";
import { ByteWriter } from "../profiles/byte-writer.ts";
import { addCounts, writeCounts } from "../profiles/pack-counts.ts";
import { bump } from "./count-coverage.ts";
import { emptyClassification, emptyCoverage, emptyRanking, emptyRegression } from "./empty.ts";
import { CONFIDENCE_SIZE, SCORE_BINS, TABLE_SIZE } from "./score-table.ts";
import { MAX_CLASSES } from "./spec.ts";
import type { ClassificationProfile, CoverageCounts, PerformanceProfile, RankingProfile, RegressionProfile, Task } from "./types.ts";
import { GROUP_SUMS, PROBABILITY_SUMS, RANK_SUMS, RESIDUAL_SUMS, TASKS } from "./types.ts";

// The stored form of a performance profile: version (1 byte), task (1 byte, index of TASKS), coverage, then the task's part. Numbers are
// signed varints. Runs of counts are a byte and what it says: 0 all are zero, 1 none is negative (pack-counts.ts), 2 signed (how many bins
// are not zero, then distance and count of each). A change of this layout takes a new version byte, and this reader keeps reading the old.

const VERSION = 1;
const ALL_ZERO = 0;
const NOT_NEGATIVE = 1;
const SIGNED = 2;

/**
 * Packs a performance profile. Canonical: every choice follows from the numbers alone, so two profiles are equal exactly when their bytes
 * are, in whatever order they were counted, merged and corrected.
 */
export function encodePerformance(profile: PerformanceProfile): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(VERSION);
  writer.u8(TASKS.indexOf(profile.task));
  writeCoverage(writer, profile);
  if (profile.task === "ranking") {
    writeSums(writer, RANK_SUMS, profile.sums);
    writeRun(writer, profile.ranks);
  } else if (profile.task === "regression") writeRegression(writer, profile);
  else writeClassification(writer, profile);
  return writer.finish();
}

/**
 * Reads a packed performance profile. Throws a DamagedProfileError for bytes that are cut, altered so that they cannot be read, or of an
 * unknown version.
 */
export function decodePerformance(bytes: Uint8Array): PerformanceProfile {
  const reader = new ByteReader(bytes);
  const task = readTask(reader);
  const coverage = readCoverage(reader);
  const profile =
    task === "ranking" ? emptyRanking() : task === "regression" ? emptyLikeRegression(reader) : emptyLikeClasses(reader, task);
  addRest(reader, profile);
  return Object.assign(profile, coverage);
}

/**
 * Adds a packed profile to `target` in place, as merging its decoded form would, without making that. Both must be of one task and of specs
 * of one size (checked). Answers what the packed one holds of coverage. After an error `target` is of
 * no use.
 */
export function addPerformance(bytes: Uint8Array, target: PerformanceProfile): CoverageCounts {
  const reader = new ByteReader(bytes);
  const task = readTask(reader);
  if (task !== target.task) throw new Error(`A ${task} profile cannot be merged into a ${target.task} profile`);
  const coverage = readCoverage(reader);
  const fits =
    target.task === "ranking" ||
    (target.task === "regression"
      ? reader.varint() === target.residuals.length && reader.varint() === target.groupPredictions.length
      : reader.varint() === target.tables.length);
  if (!fits) throw new Error("Performance profiles of different specs cannot be merged: their numbers of classes, bins or groups differ");
  addRest(reader, target);
  for (const name of COVERAGE) target[name] += coverage[name];
  for (const [bin, count] of coverage.delays.entries()) bump(target.delays, bin, count);
  return coverage;
}

function readTask(reader: ByteReader): Task {
  const version = reader.u8();
  if (version !== VERSION) throw new DamagedProfileError(`its format version is ${version}, and this program reads version ${VERSION}`);
  const task = TASKS[reader.u8()];
  if (task === undefined) throw new DamagedProfileError("its task is unknown");
  return task;
}

/** What follows the sizes, added. */
function addRest(reader: ByteReader, target: PerformanceProfile): void {
  if (target.task === "ranking") addRanking(reader, target);
  else if (target.task === "regression") addRegression(reader, target);
  else addClassification(reader, target);
  if (reader.at !== reader.end) throw new DamagedProfileError(`it has ${reader.end - reader.at} bytes too many`);
}

function writeCoverage(writer: ByteWriter, counts: CoverageCounts): void {
  for (const name of COVERAGE) writeNumber(writer, counts[name]);
  writeRun(writer, counts.delays);
}

const COVERAGE = ["predictions", "labelled", "invalidLabels", "withoutPrediction", "withoutScore"] as const;

function readCoverage(reader: ByteReader): CoverageCounts {
  const counts = emptyCoverage();
  for (const name of COVERAGE) counts[name] = readNumber(reader);
  addRun(reader, counts.delays);
  return counts;
}

function writeClassification(writer: ByteWriter, profile: ClassificationProfile): void {
  writer.varint(profile.tables.length);
  writeRun(writer, profile.confusion);
  writeNumber(writer, profile.otherMatched);
  writeNumber(writer, profile.logLossN);
  writeNumber(writer, profile.brierN);
  writeSums(writer, PROBABILITY_SUMS, profile.sums);
  for (const table of [...profile.tables, profile.confidence]) writeTable(writer, table);
}

function emptyLikeClasses(reader: ByteReader, task: "binary" | "multiclass"): ClassificationProfile {
  const classes = reader.varint();
  if (classes > MAX_CLASSES) throw new DamagedProfileError(`it has ${classes} classes`);
  return emptyClassification(task, classes);
}

function addClassification(reader: ByteReader, target: ClassificationProfile): void {
  const table = (found: Float64Array | null | undefined, size: number) => addTable(reader, found ?? null, size);
  addRun(reader, target.confusion);
  target.otherMatched += readNumber(reader);
  target.logLossN += readNumber(reader);
  target.brierN += readNumber(reader);
  addSums(reader, PROBABILITY_SUMS, target.sums);
  for (let of = 0; of < target.tables.length; of++) target.tables[of] = table(target.tables[of], TABLE_SIZE);
  target.confidence = table(target.confidence, CONFIDENCE_SIZE);
}

/** One run per label state and saying, most of them empty; nothing at all when the whole table is. */
function writeTable(writer: ByteWriter, table: Float64Array | null): void {
  const used = table && firstUsed(table) < table.length ? table : null;
  writer.u8(used ? 1 : 0);
  for (let from = 0; used && from < used.length; from += SCORE_BINS) writeRun(writer, used.subarray(from, from + SCORE_BINS));
}

function addTable(reader: ByteReader, target: Float64Array | null, size: number): Float64Array | null {
  if (reader.u8() === 0) return target;
  const table = target ?? new Float64Array(size);
  for (let from = 0; from < size; from += SCORE_BINS) addRun(reader, table, from, SCORE_BINS);
  return table;
}

function writeRegression(writer: ByteWriter, profile: RegressionProfile): void {
  writer.varint(profile.residuals.length);
  writer.varint(profile.groupPredictions.length);
  writeNumber(writer, profile.n);
  writeNumber(writer, profile.percentN);
  writeSums(writer, RESIDUAL_SUMS, profile.sums);
  writeRun(writer, profile.residuals);
  writeRun(writer, profile.groupPredictions);
  writeRun(writer, profile.groupLabelled);
  for (const name of GROUP_SUMS) for (const sum of profile.groupSums[name]) writer.bigint(sum);
}

function emptyLikeRegression(reader: ByteReader): RegressionProfile {
  const bins = reader.varint();
  const groups = reader.varint();
  if (bins > MAX_BINS || groups > MAX_BINS) throw new DamagedProfileError(`it has ${bins} residual bins and ${groups} prediction groups`);
  return emptyRegression(bins, groups);
}

function addRegression(reader: ByteReader, target: RegressionProfile): void {
  target.n += readNumber(reader);
  target.percentN += readNumber(reader);
  addSums(reader, RESIDUAL_SUMS, target.sums);
  addRun(reader, target.residuals);
  addRun(reader, target.groupPredictions);
  addRun(reader, target.groupLabelled);
  for (const name of GROUP_SUMS) {
    const sums = target.groupSums[name];
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as bigint) + reader.bigint();
  }
}

function addRanking(reader: ByteReader, target: RankingProfile): void {
  addSums(reader, RANK_SUMS, target.sums);
  addRun(reader, target.ranks);
}

function writeSums<Name extends string>(writer: ByteWriter, names: readonly Name[], sums: Record<Name, bigint>): void {
  for (const name of names) writer.bigint(sums[name]);
}

function addSums<Name extends string>(reader: ByteReader, names: readonly Name[], sums: Record<Name, bigint>): void {
  for (const name of names) sums[name] += reader.bigint();
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value)) throw new Error(`A performance profile counts ${value}; counts are integers within 2^53 - 1`);
  // The same bytes: zigzag fits a double for all but the largest.
  if (Math.abs(value) < 2 ** 52) writer.varint(value < 0 ? -2 * value - 1 : 2 * value);
  else writer.bigint(BigInt(value));
}

function readNumber(reader: ByteReader): number {
  // Most fit into a byte or two, which need no bigint.
  const { bytes, at } = reader;
  const first = bytes[at] as number;
  if (at < reader.end && first < 128) {
    reader.at = at + 1;
    return first % 2 === 1 ? -(first + 1) / 2 : first / 2;
  }
  const value = Number(reader.bigint());
  if (!Number.isSafeInteger(value)) throw new DamagedProfileError(`the count before byte ${reader.at} is ${value}`);
  return value;
}

function writeRun(writer: ByteWriter, counts: Float64Array): void {
  const from = firstUsed(counts);
  if (from === counts.length) {
    writer.u8(ALL_ZERO);
    return;
  }
  let used = 0;
  let negative = false;
  for (let bin = from; bin < counts.length; bin++) {
    const count = counts[bin] as number;
    if (count !== 0) used++;
    if (count < 0) negative = true;
  }
  writer.u8(negative ? SIGNED : NOT_NEGATIVE);
  if (!negative) {
    writeCounts(writer, counts);
    return;
  }
  writer.varint(used);
  let last = -1;
  for (let bin = from; bin < counts.length; bin++) {
    if (counts[bin] === 0) continue;
    writer.varint(bin - last - 1);
    writeNumber(writer, counts[bin] as number);
    last = bin;
  }
}

/** The first bin that is not zero; the number of bins when all are. */
function firstUsed(counts: Float64Array): number {
  let bin = 0;
  while (bin < counts.length && counts[bin] === 0) bin++;
  return bin;
}

/** Adds a run to `size` counts from `from` on. */
function addRun(reader: ByteReader, all: Float64Array, from = 0, size = all.length): void {
  const kind = reader.u8();
  if (kind === ALL_ZERO) return;
  if (kind > SIGNED) throw new DamagedProfileError(`the counts at byte ${reader.at - 1} are of the unknown kind ${kind}`);
  const counts = size === all.length ? all : all.subarray(from, from + size);
  if (kind === NOT_NEGATIVE) {
    addCounts(reader, counts);
    return;
  }
  let bin = -1;
  for (let left = reader.varint(); left > 0; left--) {
    bin += reader.varint() + 1;
    if (bin >= counts.length) throw new DamagedProfileError(`it has a count for bin ${bin} of ${counts.length}`);
    bump(counts, bin, readNumber(reader));
  }
}
