import type { Role } from "../columns/column.ts";

/** A record is a prediction, or a later addition to one (only a label, feedback or service figures). */
export const RECORD_KINDS = ["prediction", "label", "feedback", "service"] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** A number whose exact digits JavaScript cannot hold (beyond 2^53, or overflowing): kept as it came. */
export interface RawNumber {
  /** The digits as they came. */
  raw: string;
}

/** One value as it came: JSON scalars, an image as data URL text, or a nested value for fields we do not know. */
export type Value = string | number | boolean | null | RawNumber;

/** One column's value in one record. Absent columns have no cell. */
export interface Cell {
  /** Full column name: `age`, `prediction`, `score`, `score.yes`, `label`, `feedback.clicked`, `service.latency_ms`, `tags.country`. */
  column: string;
  role: Role;
  /** A wrong or unsupported value (an object or array where a scalar belongs) is kept as JSON text and counted `invalid`. */
  value: Value | { json: string };
  /** The value is an image (`{"image": "data:..."}`) rather than text. */
  image?: boolean;
}

/** An accepted record, decoded and validated: what a segment stores. */
export interface LoggedRecord {
  /** Position in the request. */
  index: number;
  id: string;
  /** The client sent no id: it was made from the content, and a repeat of the same content is a duplicate. */
  idIsMade: boolean;
  kind: RecordKind;
  /** Milliseconds since the epoch, UTC. */
  ts: number;
  /** The client sent no time: ts is when it was received. */
  tsIsDefaulted: boolean;
  model: string;
  /** "" when the client sent none. */
  version: string;
  cells: Cell[];
  /** Unknown top-level fields, as JSON text by name: kept, not counted. */
  extra: Map<string, string>;
  /** A corrected label: replaces the first (`"op": "correct"`). */
  correction: boolean;
}

/** Why a record was not accepted. Codes are stable and listed in docs/guides/ingest.md. */
export interface Rejection {
  index: number;
  id?: string;
  model?: string;
  code: string;
  /** JSON pointer into the record, "" for the whole. */
  pointer: string;
  message: string;
  /** The record as it came, for the quarantine. */
  raw: Uint8Array;
}

export interface Limits {
  wireBytes: number;
  inflatedBytes: number;
  records: number;
  recordBytes: number;
  imageRecordBytes: number;
  depth: number;
  columns: number;
  /** UTF-8 bytes of a column's name. */
  nameBytes: number;
  idBytes: number;
  /** How far ahead of the clock a ts may be, in ms. */
  futureMs: number;
}
