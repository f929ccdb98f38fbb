import { decodeBody } from "./decode.ts";
import type { LoggedRecord, Rejection } from "./types.ts";
import { isRejection, validateRecord } from "./validate.ts";

/** The time at which records of tests arrive. */
export const NOW = Date.parse("2026-11-22T08:00:00Z");
export const LIMITS = {
  records: 10,
  recordBytes: 1 << 18,
  imageRecordBytes: 1 << 23,
  depth: 8,
  columns: 500,
  nameBytes: 200,
  idBytes: 200,
  futureMs: 600_000,
};
const makeId = (raw: Uint8Array) => `made-${raw.length}`;

/** Decodes and validates one record, as JSON or as what would be written as JSON. A made id says how many bytes the record has. */
export function validate(json: string | object, model?: string): LoggedRecord | Rejection {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  const [item] = [...decodeBody(new TextEncoder().encode(`[${text}]`), LIMITS)];
  return validateRecord(item!, { limits: LIMITS, now: NOW, makeId, ...(model === undefined ? {} : { model }) });
}

/** The record, which must be accepted. */
export const accept = (json: string | object, model?: string): LoggedRecord => {
  const result = validate(json, model);
  if (isRejection(result)) throw new Error(`${result.code} ${result.pointer}: ${result.message}`);
  return result;
};
