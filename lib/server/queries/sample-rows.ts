import type { Pool } from "pg";
import type { Role } from "#core/columns/column.ts";
import type { Value } from "#core/multivariate/columns.ts";
import { RECORD_KINDS } from "#core/records/types.ts";
import type { Segment } from "#core/segments/decode.ts";
import { unavailable } from "../http/problem.ts";
import { outcomeKeys } from "../performance/keys.ts";
import { type ReadPrediction, readOutcomes } from "../performance/read-outcomes.ts";
import type { Plain, StoredPrediction } from "../performance/stored.ts";
import { SegmentGone, SegmentReader, type StoredSegment } from "../records/segments.ts";
import { findReferenceRows, readReferenceRows } from "../references/reference-rows.ts";
import { CODE_INVALID, INVALID, VALID, vectorOf } from "../rollup/counting/vectors.ts";
import { sliceTest } from "../slices/slice-test.ts";
import type { LoadedModel, QueryColumn } from "./load-model.ts";
import { SELECT_LABEL_VALUES } from "./sql/verdict.sql.ts";
import type { RowSource } from "./verdict-source.ts";

/**
 * What reading a sample may cost, per side. Up to `read` records all are looked at. In a larger range segments are taken evenly over time
 * (at least `segments`, as many as hold `read` records), and in them `read` records by the hash of their id. Of the labelled ones among
 * them `rows` are kept, again by that hash: the same records give the same sample, in whatever order and segments they are stored.
 */
export const SAMPLE_LIMITS = { rows: 20_000, read: 100_000, segments: 64 };

/** Ids whose labels are looked up together. */
const LOOK_UP = 10_000;
const ATTEMPTS = 5;
const PREDICTION = RECORD_KINDS.indexOf("prediction");

export interface SampledRow {
  ts: number;
  stored: StoredPrediction;
  label: Plain;
  /** In the order of the columns asked for; missing and invalid values are null. */
  values: Value[];
  /** Which of the columns have an invalid value here; null: none. */
  invalid: readonly number[] | null;
}

export interface RowSample {
  /** In the order of time. */
  rows: SampledRow[];
  /** Every labelled prediction (or every prediction) of the range is in. */
  complete: boolean;
}

/**
 * Labelled predictions of a range of time or of an uploaded reference, with the values of these columns and their labels of now; or, as
 * asked for, all predictions, whose `label` is then empty.
 */
export async function sampleRows(
  pool: Pool,
  model: LoadedModel,
  columns: readonly QueryColumn[],
  source: RowSource,
  limits: typeof SAMPLE_LIMITS = SAMPLE_LIMITS,
  take: "labelled" | "all" = "labelled",
): Promise<RowSample> {
  const sampler = new Sampler(pool, model, columns, limits, take);
  if ("upload" in source) return sampler.ofUpload(source.upload);
  for (let attempt = 1; ; attempt++) {
    try {
      return await sampler.ofTraffic(source);
    } catch (error) {
      // Small segments are merged in the background.
      if (!(error instanceof SegmentGone)) throw error;
      if (attempt >= ATTEMPTS) throw unavailable("records_moving", "The records are being rearranged. Try again in a moment.", error);
    }
  }
}

interface Candidate extends SampledRow {
  hash: number;
  id: string;
}

class Sampler {
  private readonly pool: Pool;
  private readonly model: LoadedModel;
  private readonly columns: readonly QueryColumn[];
  private readonly limits: typeof SAMPLE_LIMITS;
  private readonly take: "labelled" | "all";
  private readonly roles: ReadonlyMap<string, Role>;

  constructor(pool: Pool, model: LoadedModel, columns: readonly QueryColumn[], limits: typeof SAMPLE_LIMITS, take: "labelled" | "all") {
    this.pool = pool;
    this.model = model;
    this.columns = columns;
    this.limits = limits;
    this.take = take;
    const outcomeRoles: readonly Role[] = ["prediction", "score", "label"];
    const used = model.columns.filter(({ role, ignored }) => !ignored && outcomeRoles.includes(role));
    this.roles = new Map(used.map(({ name, role }) => [name, role]));
  }

  async ofTraffic(source: Exclude<RowSource, { upload: number }>): Promise<RowSample> {
    const reader = new SegmentReader(this.pool, this.model.id);
    const listed: StoredSegment[] = [];
    for await (const stored of reader.list({ from: source.from, to: source.to, order: "oldest", only: null })) listed.push(stored);
    const chosen = evenly(listed, this.limits);
    const share = Math.min(1, this.limits.read / Math.max(1, rowsOf(chosen)));
    const kept = new Kept(this.limits.rows);
    const inSlice = await sliceTest(this.pool, this.model, source.slice);
    let waiting: Candidate[] = [];
    for await (const { segment } of reader.open(chosen)) {
      const hashes = hashesOf(segment);
      const own = inSlice(segment);
      const taken = rowsIn(segment, source, (row) => hashes[row]! < share * 2 ** 32 && hashes[row]! <= kept.highest && own(row));
      const { predictions } = readOutcomes({ id: "0", receivedAt: 0, segment, slices: [] }, this.roles, taken);
      const values = this.valuesOf(segment);
      for (const prediction of predictions) waiting.push(candidate(prediction, hashes, values));
      if (waiting.length < LOOK_UP) continue;
      kept.add(await this.labelled(waiting));
      waiting = [];
    }
    kept.add(await this.labelled(waiting));
    return { rows: kept.rows(), complete: chosen.length === listed.length && share === 1 && kept.complete };
  }

  /** Labels of an uploaded reference are in its rows. */
  async ofUpload(reference: number): Promise<RowSample> {
    const found = await findReferenceRows(this.pool, this.model.id, { kind: "upload", file: "", format: "csv" }, reference);
    const segments = evenly(found.segments, this.limits);
    const share = Math.min(1, this.limits.read / Math.max(1, rowsOf(segments)));
    const kept = new Kept(this.limits.rows);
    for await (const chunk of readReferenceRows(this.pool, this.model.id, { segments, filter: null })) {
      for (const { segment } of chunk) {
        const hashes = hashesOf(segment);
        const taken = rowsIn(segment, null, (row) => hashes[row]! < share * 2 ** 32 && hashes[row]! <= kept.highest);
        const { predictions, labels } = readOutcomes({ id: "0", receivedAt: 0, segment, slices: [] }, this.roles, taken);
        const byRow = new Map(labels.map(({ row, label }) => [row, label.value]));
        const values = this.valuesOf(segment);
        kept.add(
          predictions.flatMap((prediction) => {
            const label = byRow.get(prediction.row) ?? null;
            return label === null && this.take === "labelled" ? [] : [{ ...candidate(prediction, hashes, values), label: label ?? "" }];
          }),
        );
      }
    }
    return { rows: kept.rows(), complete: segments.length === found.segments.length && share === 1 && kept.complete };
  }

  private async labelled(candidates: readonly Candidate[]): Promise<Candidate[]> {
    if (candidates.length === 0) return [];
    if (this.take === "all") return [...candidates];
    const keyOf = await outcomeKeys(this.pool);
    const keys = candidates.map(({ id }) => keyOf(id));
    const { rows } = await this.pool.query<{ key: string; value: string }>(SELECT_LABEL_VALUES, [
      this.model.id,
      this.model.generation,
      [...new Set(keys)],
    ]);
    const values = new Map(rows.map(({ key, value }) => [key, JSON.parse(value) as Plain]));
    return candidates.flatMap((one, i) => {
      const label = values.get(keys[i]!);
      return label === undefined ? [] : [{ ...one, label }];
    });
  }

  /** Reads values the way counting does. */
  private valuesOf(segment: Segment): ReadValues {
    const readers = this.columns.map((column): ((row: number) => Value | typeof WRONG) => {
      const { id, name, role, kind, derivedFrom } = column;
      const vector = vectorOf(segment, { id, name, role, kind, derivedFrom: derivedFrom ?? null, binning: null, binner: null });
      if (!vector) return () => null;
      if (vector.kind === "numeric")
        return (row) => (vector.states[row] === VALID ? vector.values[row]! : vector.states[row] === INVALID ? WRONG : null);
      return (row) => (vector.codes[row] === CODE_INVALID ? WRONG : (vector.categories[vector.codes[row]!] ?? null));
    });
    return (row) => {
      const read = readers.map((reader) => reader(row));
      const values = read.map((value) => (value === WRONG ? null : value));
      return { values, invalid: read.includes(WRONG) ? read.flatMap((value, i) => (value === WRONG ? [i] : [])) : null };
    };
  }
}

/** A value of a kind that its column cannot take. */
const WRONG = Symbol("invalid");

type ReadValues = (row: number) => Pick<SampledRow, "values" | "invalid">;

function candidate({ id, row, ts, stored }: ReadPrediction, hashes: Uint32Array, values: ReadValues): Candidate {
  return { id, ts, stored, hash: hashes[row]!, label: "", ...values(row) };
}

function rowsIn(segment: Segment, range: Exclude<RowSource, { upload: number }> | null, takes: (row: number) => boolean): Int32Array {
  const version = range?.version == null ? null : segment.versions.dictionary.indexOf(range.version);
  const taken: number[] = [];
  for (let row = 0; row < segment.rows; row++) {
    if (segment.kinds[row] !== PREDICTION || !takes(row)) continue;
    if (range && (segment.ts[row]! < range.from || segment.ts[row]! >= range.to)) continue;
    if (version !== null && segment.versions.codes[row] !== version) continue;
    taken.push(row);
  }
  return Int32Array.from(taken);
}

function rowsOf(segments: readonly { rows: number }[]): number {
  return segments.reduce((sum, { rows }) => sum + rows, 0);
}

/** All segments, or so many of them, evenly in their order, that they hold about as many records as may be read. */
function evenly<S extends { rows: number }>(segments: readonly S[], limits: typeof SAMPLE_LIMITS): S[] {
  const rows = rowsOf(segments);
  if (rows <= limits.read) return [...segments];
  const take = Math.min(segments.length, Math.max(limits.segments, Math.ceil((segments.length * limits.read) / rows)));
  return Array.from({ length: take }, (_, i) => segments[Math.floor((i * segments.length) / take)]!);
}

/** The candidates of the lowest hashes. */
class Kept {
  complete = true;
  highest = Number.POSITIVE_INFINITY;
  private readonly limit: number;
  private candidates: Candidate[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  add(candidates: readonly Candidate[]): void {
    for (const one of candidates) this.candidates.push(one);
    if (this.candidates.length > 2 * this.limit) this.shorten();
  }

  rows(): SampledRow[] {
    this.shorten();
    return this.candidates
      .sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1))
      .map(({ ts, stored, label, values, invalid }) => ({ ts, stored, label, values, invalid }));
  }

  private shorten(): void {
    if (this.candidates.length <= this.limit) return;
    this.candidates.sort((a, b) => a.hash - b.hash || a.ts - b.ts || (a.id < b.id ? -1 : 1));
    this.candidates = this.candidates.slice(0, this.limit);
    this.highest = this.candidates.at(-1)?.hash ?? Number.POSITIVE_INFINITY;
    this.complete = false;
  }
}

/** FNV-1a with MurmurHash3's finish: even over 0..2^32 for ids that count up, too. */
function hashesOf(segment: Segment): Uint32Array {
  return Uint32Array.from(segment.ids(), (id) => {
    let hash = 0x811c9dc5;
    for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  });
}
