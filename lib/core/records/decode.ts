import { nestsDeeperThan } from "./nesting.ts";
import { isRawNumber, type Json, parseJson } from "./parse-json.ts";
import { findWrapped, isSpace, NO_WRAPPER, Scanner, scalarEnd, skipSpace, stringEnd, UNDECIDED } from "./scan.ts";
import type { Limits } from "./types.ts";

export type JsonObject = { [name: string]: Json };

/** One record of a body: its JSON, or why it is not JSON; always with its bytes as they came. */
export type DecodedItem = { index: number } & Parsed;

type Parsed = { raw: Uint8Array; text: string; value: JsonObject } | { raw: Uint8Array; error: { code: string; message: string } };

/** The whole body cannot be read, so nothing of it is stored. */
export class DecodeError extends Error {
  /** 413, 415 or 422. */
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "DecodeError";
    this.status = status;
    this.code = code;
  }
}

type DecodeLimits = Pick<Limits, "records" | "recordBytes" | "imageRecordBytes" | "depth">;

const NEWLINE = 0x0a;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const QUOTE = 0x22;
/** How far a step goes before it lets others work. */
const STEP = 1 << 20;
/** How many bytes of a body may be looked at in vain beyond a broken line, before each line has to stand for itself. */
const PATIENCE = 16 << 20;
const WRAPPERS = new Set(["records", "events", "predictions", "batch"]);
const isWrapper = (name: string) => WRAPPERS.has(name);

/**
 * The records of a body (after inflating), whatever its Content-Type says: a JSON object, an array, NDJSON (CRLF, blank lines,
 * no last newline), objects one after another, also over several lines, or wrapped in `records`, `events`, `predictions` or
 * `batch`; a UTF-8 byte order mark is skipped. One bad record is one item with an error. `null` is no record but a place to pause.
 * Throws DecodeError, at any step: store nothing before the last item was seen.
 */
export function* decodeBody(bytes: Uint8Array, limits: DecodeLimits): Generator<DecodedItem | null, void> {
  const body = new Body(bytes, limits);
  let at = skipSpace(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  refuseOthers(bytes, at);
  while (at < bytes.length) {
    const first = bytes[at]!;
    if (first === OPEN_ARRAY) at = yield* body.elements(at);
    else if (first === OPEN_OBJECT) at = yield* body.object(at);
    else {
      const end = body.lineEnd(at);
      yield body.refused(at, end, "invalid_json", "The record is not a JSON object.");
      at = end;
    }
    while (isSpace(bytes[at]) || bytes[at] === COMMA) at++;
  }
}

function refuseOthers(bytes: Uint8Array, at: number): void {
  const first = bytes[at];
  if (first === undefined) throw new DecodeError(422, "empty_body", "The body is empty: send at least one record.");
  if (first === OPEN_OBJECT || first === OPEN_ARRAY) {
    if (bytes[at + 1] !== 0) return;
    throw new DecodeError(422, "invalid_utf8", "The body looks like UTF-16: send UTF-8.");
  }
  if (first === 0xff || first === 0xfe || first === 0)
    throw new DecodeError(422, "invalid_utf8", "The body looks like UTF-16: send UTF-8.");
  const packing = packingOf(bytes, at);
  if (packing) {
    throw new DecodeError(415, "unsupported_body", `The body is ${packing}, and no header says so: send Content-Encoding: ${packing}.`);
  }
  if (first >= 0x80) {
    throw new DecodeError(415, "unsupported_body", "The body is binary (MessagePack, Protobuf?): send JSON, NDJSON or a JSON array.");
  }
  throw new DecodeError(
    422,
    "invalid_json",
    "The body is not JSON: it must start with { (an object, NDJSON) or [ (an array). CSV and forms are not taken here.",
  );
}

/** Compressed bytes that came without Content-Encoding, by their magic numbers. */
function packingOf(bytes: Uint8Array, at: number): "gzip" | "zstd" | null {
  if (bytes[at] === 0x1f && bytes[at + 1] === 0x8b) return "gzip";
  return bytes[at] === 0x28 && bytes[at + 1] === 0xb5 && bytes[at + 2] === 0x2f && bytes[at + 3] === 0xfd ? "zstd" : null;
}

class Body {
  private readonly bytes: Uint8Array;
  private readonly limits: DecodeLimits;
  private readonly decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  private count = 0;
  private patience = PATIENCE;
  /** Of the line that was looked at last. */
  private end = -1;
  /** Objects before this stand one after another on a line: the rest of the line is no record by itself. */
  private shared = -1;

  constructor(bytes: Uint8Array, limits: DecodeLimits) {
    this.bytes = bytes;
    this.limits = limits;
  }

  lineEnd(at: number): number {
    if (at >= this.end) {
      const end = this.bytes.indexOf(NEWLINE, at);
      this.end = end < 0 ? this.bytes.length : end;
    }
    return this.end;
  }

  /** An array's elements, from its bracket on; gives the first byte after it. */
  *elements(start: number): Generator<DecodedItem | null, number> {
    const { bytes } = this;
    let at = start + 1;
    for (;;) {
      while (isSpace(bytes[at]) || bytes[at] === COMMA) at++;
      if (at >= bytes.length) {
        throw new DecodeError(422, "truncated_body", "The JSON array is not closed: the body was cut off. Nothing of it was stored.");
      }
      if (bytes[at] === CLOSE_ARRAY) return at + 1;
      const from = at;
      if (bytes[at] === OPEN_OBJECT || bytes[at] === OPEN_ARRAY) at = yield* this.valueEnd(at);
      else if (bytes[at] === QUOTE) at = stringEnd(bytes, at, bytes.length);
      // Junk between the value and the comma belongs to the element: it makes it bad, not its neighbour.
      while (at < bytes.length && bytes[at] !== COMMA && bytes[at] !== CLOSE_ARRAY)
        at = Math.max(at + 1, scalarEnd(bytes, at, bytes.length));
      yield { index: this.next(), ...this.parse(this.trimmed(from, at)) };
    }
  }

  /** An object at the top: a line, one of several on a line, one over several lines, or a wrapper. Gives the first byte after it. */
  *object(start: number): Generator<DecodedItem | null, number> {
    const { bytes, limits } = this;
    const lineEnd = this.lineEnd(start);
    const line = start >= this.shared && lineEnd - start <= limits.recordBytes ? this.parse(this.trimmed(start, lineEnd)) : null;
    if (line && "value" in line && !wraps(line.value)) return yield* this.one(line, lineEnd);
    const wrapped = this.wrapped(start);
    if (wrapped >= 0) {
      const after = yield* this.elements(wrapped);
      return yield* this.restOfWrapper(after);
    }
    const scanner = new Scanner(bytes, start);
    // A broken line must not swallow the rest: past its line it may go on for one record's length.
    const bound = this.patience > 0 ? Math.max(lineEnd, Math.min(bytes.length, start + limits.recordBytes)) : lineEnd;
    while (!scanner.advance(Math.min(bound, scanner.position + STEP)) && scanner.position < bound) yield null;
    const end = scanner.position;
    if (scanner.done && end <= lineEnd) {
      this.shared = lineEnd;
      return yield* this.one(this.parse(this.trimmed(start, end)), end);
    }
    if (scanner.done) {
      const several = this.parse(this.trimmed(start, end));
      if ("value" in several) return yield* this.one(several, end);
    }
    this.patience -= end - lineEnd;
    return yield* this.one(line ?? this.parse(this.trimmed(start, lineEnd)), lineEnd);
  }

  private wrapped(start: number): number {
    if (this.patience <= 0) return NO_WRAPPER;
    const to = Math.min(this.bytes.length, start + this.limits.recordBytes);
    const found = findWrapped(this.bytes, start, to, isWrapper);
    if (found === UNDECIDED) this.patience -= to - start;
    return found;
  }

  refused(from: number, to: number, code: string, message: string): DecodedItem {
    return { index: this.next(), ...refusal(this.trimmed(from, to), code, message) };
  }

  private *one(parsed: Parsed, end: number): Generator<DecodedItem, number> {
    yield { index: this.next(), ...parsed };
    return end;
  }

  /** What stands between the wrapped array and the wrapper's end is not looked at. */
  private *restOfWrapper(from: number): Generator<null, number> {
    const { bytes } = this;
    let at = from;
    while (at < bytes.length && bytes[at] !== 0x7d) {
      if (bytes[at] === QUOTE) at = stringEnd(bytes, at, bytes.length);
      else if (bytes[at] === OPEN_OBJECT || bytes[at] === OPEN_ARRAY) at = yield* this.valueEnd(at);
      else at++;
    }
    if (at >= bytes.length)
      throw new DecodeError(422, "truncated_body", "The JSON object is not closed: the body was cut off. Nothing was stored.");
    return at + 1;
  }

  private *valueEnd(start: number): Generator<null, number> {
    const scanner = new Scanner(this.bytes, start);
    while (!scanner.advance(scanner.position + STEP) && scanner.position < this.bytes.length) yield null;
    return scanner.position;
  }

  private trimmed(from: number, to: number): Uint8Array {
    let end = to;
    while (end > from && (isSpace(this.bytes[end - 1]) || this.bytes[end - 1] === COMMA)) end--;
    return this.bytes.subarray(from, end);
  }

  private next(): number {
    if (this.count >= this.limits.records) {
      throw new DecodeError(413, "too_many_records", `The body holds more than ${this.limits.records} records: send smaller batches.`);
    }
    return this.count++;
  }

  private parse(raw: Uint8Array): Parsed {
    const { limits } = this;
    if (raw.length > limits.recordBytes && !(raw.length <= limits.imageRecordBytes && holdsImage(raw))) {
      return refusal(
        raw,
        "record_too_large",
        `The record is longer than ${limits.recordBytes} bytes (${limits.imageRecordBytes} with images).`,
      );
    }
    let text: string;
    try {
      text = this.decoder.decode(raw);
    } catch {
      return refusal(raw, "invalid_utf8", "The record is not valid UTF-8.");
    }
    if (nestsDeeperThan(text, limits.depth)) return refusal(raw, "too_deep", `The record nests deeper than ${limits.depth} levels.`);
    let value: Json;
    try {
      value = parseJson(text);
    } catch (error) {
      return refusal(
        raw,
        "invalid_json",
        `The record is not valid JSON: ${error instanceof Error ? shorten(error.message) : "unreadable"}.${hintOf(text)}`,
      );
    }
    if (value === null || typeof value !== "object" || Array.isArray(value) || isRawNumber(value)) {
      return refusal(raw, "not_an_object", "A record must be a JSON object.");
    }
    return { raw, text, value: value as JsonObject };
  }
}

function refusal(raw: Uint8Array, code: string, message: string) {
  return { raw, error: { code, message } };
}

/** The parser quotes the text it failed on: enough to find the place, not the whole record. */
function shorten(message: string): string {
  return message.length > 160 ? `${message.slice(0, 160)}...` : message;
}

/** What two common mistakes look like: Python's json.dumps writes NaN, and its str() is no JSON. */
function hintOf(text: string): string {
  if (/[:[,]\s*-?(?:NaN|Infinity)\b/.test(text)) return " NaN and Infinity are not JSON: send null.";
  return /[{,[:]\s*(?:'|None\b|True\b|False\b)/.test(text) ? " This looks like Python: write it with json.dumps." : "";
}

/** Without the slash after it, which some encoders escape. */
const IMAGE = new TextEncoder().encode('"data:image');

function holdsImage(raw: Uint8Array): boolean {
  for (let at = raw.indexOf(QUOTE); at >= 0; at = raw.indexOf(QUOTE, at + 1)) {
    let i = 1;
    while (i < IMAGE.length && raw[at + i] === IMAGE[i]) i++;
    if (i === IMAGE.length) return true;
  }
  return false;
}

function wraps(value: JsonObject): boolean {
  for (const name of WRAPPERS) {
    const inner = Object.hasOwn(value, name) ? value[name] : undefined;
    if (Array.isArray(inner) && (inner.length === 0 || (typeof inner[0] === "object" && inner[0] !== null))) return true;
  }
  return false;
}
