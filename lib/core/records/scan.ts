const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/** Beyond this depth brackets are only counted: such a record is refused anyway, and memory stays flat. */
const TRACKED_DEPTH = 64;

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

export function skipSpace(bytes: Uint8Array, from: number, to = bytes.length): number {
  let at = from;
  while (at < to && isSpace(bytes[at])) at++;
  return at;
}

/**
 * Finds where a JSON object or array ends without parsing it, also when it is broken inside: so one bad record of a body does
 * not take its neighbours along. It can be asked to go on in steps, so that a huge value does not hold up everything else.
 * A closing bracket also closes the unclosed ones within; one that closes nothing belongs to what is around.
 */
export class Scanner {
  private readonly bytes: Uint8Array;
  private readonly stack = new Uint8Array(TRACKED_DEPTH);
  private depth = 0;
  private inString = false;
  /** Where the scan stands; once it is done, the first byte after the value. */
  position: number;
  done = false;

  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes;
    this.position = start;
  }

  /** Goes on until the value ends or `limit` is reached; true when it has ended. */
  advance(limit: number): boolean {
    const { bytes } = this;
    const to = Math.min(limit, bytes.length);
    let at = this.position;
    while (at < to && !this.done) {
      const byte = bytes[at]!;
      if (this.inString) {
        if (byte === BACKSLASH) at++;
        else if (byte === QUOTE) this.inString = false;
      } else if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.open(byte);
      else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && !this.close(byte)) {
        this.done = true;
        break;
      }
      at++;
    }
    this.position = Math.min(at, bytes.length);
    return this.done;
  }

  private open(byte: number): void {
    if (this.depth < TRACKED_DEPTH) this.stack[this.depth] = byte;
    this.depth++;
  }

  /** False when the bracket belongs to what is around the value. */
  private close(byte: number): boolean {
    if (this.depth > TRACKED_DEPTH) {
      this.depth--;
      return true;
    }
    const opening = byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_ARRAY;
    let at = this.depth - 1;
    while (at >= 0 && this.stack[at] !== opening) at--;
    if (at < 0) return false;
    this.depth = at;
    if (at === 0) this.done = true;
    return true;
  }
}

/** The first byte after a string whose opening quote is at `at`. */
export function stringEnd(bytes: Uint8Array, at: number, to: number): number {
  for (let i = at + 1; i < to; i++) {
    if (bytes[i] === BACKSLASH) i++;
    else if (bytes[i] === QUOTE) return i + 1;
  }
  return to;
}

/** The first byte from `at` on that separates or closes. */
export function scalarEnd(bytes: Uint8Array, at: number, to: number): number {
  let i = at;
  while (i < to && bytes[i] !== COMMA && bytes[i] !== CLOSE_ARRAY && bytes[i] !== CLOSE_OBJECT) i++;
  return i;
}

export const NO_WRAPPER = -1;
export const UNDECIDED = -2;

/**
 * Where the array of records starts in an object that wraps them (`{"records": [{...}, ...]}`): the array must hold objects, or
 * nothing. NO_WRAPPER when the object has no such name of its own, UNDECIDED when `to` was reached first.
 */
export function findWrapped(bytes: Uint8Array, start: number, to: number, isWrapper: (name: string) => boolean): number {
  let at = skipSpace(bytes, start + 1, to);
  while (at < to) {
    if (bytes[at] !== QUOTE) return NO_WRAPPER;
    const nameEnd = stringEnd(bytes, at, to);
    const name = String.fromCharCode(...bytes.subarray(at + 1, Math.min(nameEnd - 1, at + 33)));
    at = skipSpace(bytes, nameEnd, to);
    if (at < to && bytes[at] !== COLON) return NO_WRAPPER;
    at = skipSpace(bytes, at + 1, to);
    const first = bytes[at];
    if (first === OPEN_ARRAY && isWrapper(name)) {
      const inner = bytes[skipSpace(bytes, at + 1, to)];
      if (inner === OPEN_OBJECT || inner === CLOSE_ARRAY) return at;
    }
    if (first === OPEN_OBJECT || first === OPEN_ARRAY) {
      const scanner = new Scanner(bytes, at);
      if (!scanner.advance(to)) return UNDECIDED;
      at = scanner.position;
    } else at = first === QUOTE ? stringEnd(bytes, at, to) : scalarEnd(bytes, at, to);
    at = skipSpace(bytes, at, to);
    if (at < to && bytes[at] !== COMMA) return NO_WRAPPER;
    at = skipSpace(bytes, at + 1, to);
  }
  return UNDECIDED;
}
