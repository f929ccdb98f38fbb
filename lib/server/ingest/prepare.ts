import { hash } from "node:crypto";
import { decodeBody } from "#core/records/decode.ts";
import type { LoggedRecord, Rejection } from "#core/records/types.ts";
import { isRejection, validateRecord } from "#core/records/validate.ts";
import type { IngestLimits } from "./limits.ts";

/** Work at one go before others get their turn, in ms. */
const SLICE_MS = 12;

export interface AcceptedRecord {
  record: LoggedRecord;
  raw: Uint8Array;
}

export interface Prepared {
  accepted: AcceptedRecord[];
  rejections: Rejection[];
}

/** Reads all records of a body, in slices, so that a large body does not hold up the rest of the process. Throws DecodeError. */
export async function prepare(body: Uint8Array, options: { limits: IngestLimits; now: number; model?: string }): Promise<Prepared> {
  const accepted: AcceptedRecord[] = [];
  const rejections: Rejection[] = [];
  const checks = { ...options, makeId };
  let until = performance.now() + SLICE_MS;
  for (const item of decodeBody(body, options.limits)) {
    if (item) {
      const result = validateRecord(item, checks);
      if (isRejection(result)) rejections.push(result);
      else accepted.push({ record: result, raw: item.raw });
    }
    if (performance.now() > until) {
      await pause();
      until = performance.now() + SLICE_MS;
    }
  }
  return { accepted, rejections };
}

/** Lets everything that waits have its turn. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The id of a record that came without: the same bytes are the same record. */
function makeId(raw: Uint8Array): string {
  return `auto-${hash("sha256", raw, "hex").slice(0, 32)}`;
}
