import { MAX_BINS } from "../profiles/binning.ts";
import { ByteReader, DamagedProfileError } from "../profiles/byte-reader.ts";
import { ByteWriter } from "../profiles/byte-writer.ts";
import { addCounts, writeCounts } from "../profiles/pack-counts.ts";
import { emptyClassification, emptyRanking, emptyRegression } from "./empty.ts";
import { CONFIDENCE_SIZE, SCORE_BINS, TABLE_SIZE } from "./score-table.ts";
import { MAX_CLASSES } from "./spec.ts";
import type { ClassificationProfile, CoverageCounts, PerformanceProfile, RankingProfile, RegressionProfile } from "./types.ts";
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
  const version = reader.u8();
  if (version !== VERSION) throw new DamagedProfileError(`its format version is ${version}, and this program reads version ${VERSION}`);
  const task = TASKS[reader.u8()];
  if (task === undefined) throw new DamagedProfileError("its task is unknown");
  const start = reader.at;
  skipCoverage(reader);
  const profile =
    task === "ranking" ? readRanking(reader) : task === "regression" ? readRegression(reader) : readClassification(reader, task);
  if (reader.at !== bytes.length) throw new DamagedProfileError(`it has ${bytes.length - reader.at} bytes too many`);
  reader.at = start;
  readCoverage(reader, profile);
  return profile;
}

function writeCoverage(writer: ByteWriter, counts: CoverageCounts): void {
  for (const name of COVERAGE) writeNumber(writer, counts[name]);
  writeRun(writer, counts.delays);
}

const COVERAGE = ["predictions", "labelled", "invalidLabels", "withoutPrediction", "withoutScore"] as const;

function readCoverage(reader: ByteReader, target: CoverageCounts): void {
  for (const name of COVERAGE) target[name] = readNumber(reader);
  readRun(reader, target.delays);
}

function skipCoverage(reader: ByteReader): void {
  readCoverage(reader, emptyRanking());
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

function readClassification(reader: ByteReader, task: "binary" | "multiclass"): ClassificationProfile {
  const classes = reader.varint();
  if (classes > MAX_CLASSES) throw new DamagedProfileError(`it has ${classes} classes`);
  const profile = emptyClassification(task, classes);
  readRun(reader, profile.confusion);
  profile.otherMatched = readNumber(reader);
  profile.logLossN = readNumber(reader);
  profile.brierN = readNumber(reader);
  readSums(reader, PROBABILITY_SUMS, profile.sums);
  profile.tables = profile.tables.map(() => readTable(reader, TABLE_SIZE));
  profile.confidence = readTable(reader, CONFIDENCE_SIZE);
  return profile;
}

/** One run per label state and saying, most of them empty; nothing at all when the whole table is. */
function writeTable(writer: ByteWriter, table: Float64Array | null): void {
  const used = table?.some((count) => count !== 0) ? table : null;
  writer.u8(used ? 1 : 0);
  for (let from = 0; used && from < used.length; from += SCORE_BINS) writeRun(writer, used.subarray(from, from + SCORE_BINS));
}

function readTable(reader: ByteReader, size: number): Float64Array | null {
  if (reader.u8() === 0) return null;
  const table = new Float64Array(size);
  for (let from = 0; from < size; from += SCORE_BINS) readRun(reader, table.subarray(from, from + SCORE_BINS));
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

function readRegression(reader: ByteReader): RegressionProfile {
  const bins = reader.varint();
  const groups = reader.varint();
  if (bins > MAX_BINS || groups > MAX_BINS) throw new DamagedProfileError(`it has ${bins} residual bins and ${groups} prediction groups`);
  const profile = emptyRegression(bins, groups);
  profile.n = readNumber(reader);
  profile.percentN = readNumber(reader);
  readSums(reader, RESIDUAL_SUMS, profile.sums);
  readRun(reader, profile.residuals);
  readRun(reader, profile.groupPredictions);
  readRun(reader, profile.groupLabelled);
  for (const name of GROUP_SUMS) profile.groupSums[name] = profile.groupSums[name].map(() => reader.bigint());
  return profile;
}

function readRanking(reader: ByteReader): RankingProfile {
  const profile = emptyRanking();
  readSums(reader, RANK_SUMS, profile.sums);
  readRun(reader, profile.ranks);
  return profile;
}

function writeSums<Name extends string>(writer: ByteWriter, names: readonly Name[], sums: Record<Name, bigint>): void {
  for (const name of names) writer.bigint(sums[name]);
}

function readSums<Name extends string>(reader: ByteReader, names: readonly Name[], sums: Record<Name, bigint>): void {
  for (const name of names) sums[name] = reader.bigint();
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value)) throw new Error(`A performance profile counts ${value}; counts are integers within 2^53 - 1`);
  writer.bigint(BigInt(value));
}

function readNumber(reader: ByteReader): number {
  const value = Number(reader.bigint());
  if (!Number.isSafeInteger(value)) throw new DamagedProfileError(`the count before byte ${reader.at} is ${value}`);
  return value;
}

function writeRun(writer: ByteWriter, counts: Float64Array): void {
  const used: number[] = [];
  let negative = false;
  counts.forEach((count, bin) => {
    if (count !== 0) used.push(bin);
    if (count < 0) negative = true;
  });
  writer.u8(used.length === 0 ? ALL_ZERO : negative ? SIGNED : NOT_NEGATIVE);
  if (used.length === 0) return;
  if (!negative) {
    writeCounts(writer, counts);
    return;
  }
  writer.varint(used.length);
  let last = -1;
  for (const bin of used) {
    writer.varint(bin - last - 1);
    writeNumber(writer, counts[bin] as number);
    last = bin;
  }
}

/** Fills `counts`, all zero before. */
function readRun(reader: ByteReader, counts: Float64Array): void {
  const kind = reader.u8();
  if (kind > SIGNED) throw new DamagedProfileError(`the counts at byte ${reader.at - 1} are of the unknown kind ${kind}`);
  if (kind === NOT_NEGATIVE) addCounts(reader, counts);
  if (kind !== SIGNED) return;
  let bin = -1;
  for (let left = reader.varint(); left > 0; left--) {
    bin += reader.varint() + 1;
    if (bin >= counts.length) throw new DamagedProfileError(`it has a count for bin ${bin} of ${counts.length}`);
    counts[bin] = readNumber(reader);
  }
}
