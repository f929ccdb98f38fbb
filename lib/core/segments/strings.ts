const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Strings one after another in UTF-8, as Arrow's Utf8 wants them: string i is data[offsets[i] .. offsets[i + 1]). */
export interface PackedStrings {
  data: Uint8Array;
  offsets: Int32Array;
}

/** Packs strings; null and undefined take no bytes. All at once when they are ASCII, which is many times faster than one by one. */
export function packStrings(strings: readonly (string | null | undefined)[]): PackedStrings {
  const offsets = new Int32Array(strings.length + 1);
  let chars = 0;
  for (let i = 0; i < strings.length; i++) {
    chars += strings[i]?.length ?? 0;
    offsets[i + 1] = chars;
  }
  const data = encoder.encode(strings.join(""));
  if (data.length === chars) return { data, offsets };
  let bytes = 0;
  for (let i = 0; i < strings.length; i++) {
    const value = strings[i];
    if (value) bytes += utf8Length(value);
    offsets[i + 1] = bytes;
  }
  return { data, offsets };
}

/** Unpacks what packStrings packed; the string of an empty range is "". */
export function unpackStrings(packed: PackedStrings): string[] {
  const { data, offsets } = packed;
  const length = offsets.length - 1;
  const out = new Array<string>(length);
  const from = offsets[0] ?? 0;
  const to = offsets[length] ?? 0;
  const whole = decoder.decode(data.subarray(from, to));
  if (whole.length === to - from) {
    for (let i = 0; i < length; i++) out[i] = whole.slice(offsets[i]! - from, offsets[i + 1]! - from);
  } else {
    for (let i = 0; i < length; i++) out[i] = decoder.decode(data.subarray(offsets[i], offsets[i + 1]));
  }
  return out;
}

/** Bytes of a well-formed string in UTF-8. */
export function utf8Length(value: string): number {
  let bytes = value.length;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (code >= 0xd800 && code <= 0xdbff) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

/** Arrow's validity bitmap (least significant bit first) of one byte (0 or 1) per row. */
export function packBits(bytes: Uint8Array): Uint8Array {
  const bits = new Uint8Array((bytes.length + 7) >> 3);
  for (let i = 0; i < bytes.length; i++) if (bytes[i]) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}

/** One byte (0 or 1) per row, of `length` bits from bit `offset` on. */
export function unpackBits(bits: Uint8Array, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const at = i + offset;
    bytes[i] = (bits[at >> 3]! >> (at & 7)) & 1;
  }
  return bytes;
}
