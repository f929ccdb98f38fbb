const encoder = new TextEncoder();

/** Appends little-endian numbers to a growing array of bytes. */
export class ByteWriter {
  private bytes = new Uint8Array(1024);
  private view = new DataView(this.bytes.buffer);
  length = 0;

  /** May replace `bytes` and `view`: take the place first, then name them. */
  private reserve(extra: number): number {
    const at = this.length;
    const needed = at + extra;
    if (needed > this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, at));
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }
    this.length = needed;
    return at;
  }

  u8(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  u16(value: number): void {
    const at = this.reserve(2);
    this.view.setUint16(at, value, true);
  }

  u32(value: number): void {
    const at = this.reserve(4);
    this.view.setUint32(at, value, true);
  }

  f64(value: number): void {
    const at = this.reserve(8);
    this.view.setFloat64(at, value, true);
  }

  /** An integer 0..2^53 - 1: seven bits a byte, low ones first, the eighth bit set on all but the last. */
  varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.u8((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.u8(rest);
  }

  /** A signed integer of any size as a varint: 0, -1, 1, -2, ... are 0, 1, 2, 3, ... */
  bigint(value: bigint): void {
    let rest = value < 0n ? -value * 2n - 1n : value * 2n;
    while (rest > BigInt(Number.MAX_SAFE_INTEGER)) {
      this.u8(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.varint(Number(rest));
  }

  /** The length of the UTF-8 bytes as a varint, then the bytes. */
  text(value: string): void {
    const utf8 = encoder.encode(value);
    this.varint(utf8.length);
    this.append(utf8);
  }

  append(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** What was written, valid until the next write. */
  view8(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}

/** How many bytes `varint` takes for a value. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}
