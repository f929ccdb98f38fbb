const MAGIC = 0x184d2204;
const MAX_BYTES = 256 * 1024 * 1024;

/** Inflates an LZ4 frame, as Arrow and Feather files are compressed by default. Checksums are not looked at. */
export function lz4FrameDecode(input: Uint8Array): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new Error("not an LZ4 frame");
  const flags = view.getUint8(4);
  const hasBlockChecksums = (flags & 0x10) !== 0;
  let at = 6 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0) + 1;
  const output = new Growing(Math.min(MAX_BYTES, input.length * 4));
  for (;;) {
    const header = view.getUint32(at, true);
    at += 4;
    if (header === 0) return output.bytes.subarray(0, output.length);
    const size = header & 0x7fffffff;
    if (at + size > input.length) throw new Error("the LZ4 frame is cut short");
    const block = input.subarray(at, at + size);
    if (header & 0x80000000) output.append(block);
    else inflateBlock(block, output);
    at += size + (hasBlockChecksums ? 4 : 0);
  }
}

class Growing {
  bytes: Uint8Array;
  length = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(Math.max(64, size));
  }

  reserve(more: number): void {
    const needed = this.length + more;
    if (needed > MAX_BYTES) throw new Error(`an LZ4 frame holds more than ${MAX_BYTES} bytes`);
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Repeats `count` bytes from `offset` before the end; they may overlap what they make. */
  repeat(offset: number, count: number): void {
    if (offset === 0 || offset > this.length) throw new Error("an LZ4 block points before its start");
    this.reserve(count);
    const { bytes } = this;
    let from = this.length - offset;
    for (const end = this.length + count; this.length < end; ) bytes[this.length++] = bytes[from++]!;
  }
}

function inflateBlock(block: Uint8Array, output: Growing): void {
  let at = 0;
  const extended = (length: number) => {
    if (length !== 15) return length;
    for (;;) {
      const byte = block[at++];
      if (byte === undefined) throw new Error("an LZ4 block is cut short");
      length += byte;
      if (byte !== 255) return length;
    }
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = extended(token >> 4);
    if (at + literals > block.length) throw new Error("an LZ4 block is cut short");
    output.append(block.subarray(at, at + literals));
    at += literals;
    // The last sequence is literals alone.
    if (at === block.length) return;
    const offset = block[at]! | ((block[at + 1] ?? 0) << 8);
    at += 2;
    output.repeat(offset, extended(token & 15) + 4);
  }
}
