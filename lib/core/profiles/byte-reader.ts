const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** A varint of more bytes than this is not one of ours (the largest sum has 30). */
const LONGEST_BIGINT = 64;

/** A packed profile that cannot be read. What to do about it stands in the message. */
export class DamagedProfileError extends Error {
  override name = "DamagedProfileError";

  constructor(what: string) {
    super(`A packed profile cannot be read: ${what}. Profile this time again from the stored segments (a new generation does it)`);
  }
}

/** Reads what ByteWriter wrote, refusing to read past `end`. */
export class ByteReader {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  at = 0;
  end: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.length;
  }

  /** Moves on by `size` bytes and returns where they start. */
  take(size: number): number {
    const from = this.at;
    if (size > this.end - from) throw new DamagedProfileError(`it ends at byte ${this.end}, before something that starts at ${from}`);
    this.at = from + size;
    return from;
  }

  u8(): number {
    return this.bytes[this.take(1)] as number;
  }

  f64(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  varint(): number {
    const first = this.u8();
    if (first < 128) return first;
    let value = first & 127;
    let scale = 128;
    for (;;) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
      if (scale > Number.MAX_SAFE_INTEGER) throw new DamagedProfileError(`a number before byte ${this.at} is too long`);
    }
    if (value > Number.MAX_SAFE_INTEGER) throw new DamagedProfileError(`a number before byte ${this.at} is too large`);
    return value;
  }

  bigint(): bigint {
    // Seven bytes (49 bits) at a time as doubles: a bigint step for each byte would be most of the cost of reading a profile.
    let total = 0n;
    let shift = 0n;
    let part = 0;
    let scale = 1;
    for (let read = 1; ; read++) {
      const byte = this.u8();
      part += (byte & 127) * scale;
      if (byte < 128) break;
      if (read === LONGEST_BIGINT) throw new DamagedProfileError(`a sum before byte ${this.at} is too long`);
      scale *= 128;
      if (scale === 2 ** 49) {
        total += BigInt(part) << shift;
        shift += 49n;
        part = 0;
        scale = 1;
      }
    }
    if (shift === 0n) return BigInt(part % 2 === 1 ? -(part + 1) / 2 : part / 2);
    total += BigInt(part) << shift;
    return total & 1n ? -((total + 1n) >> 1n) : total >> 1n;
  }

  text(): string {
    const size = this.varint();
    const from = this.take(size);
    try {
      return decoder.decode(this.bytes.subarray(from, from + size));
    } catch {
      throw new DamagedProfileError(`the text at byte ${from} is not UTF-8`);
    }
  }
}
