/** A 64-bit keyed hash of text. */
export type KeyedHash = (text: string) => bigint;

const encoder = new TextEncoder();

/**
 * SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012) over a text's UTF-8 bytes, as a signed 64-bit
 * integer. Without the key nobody can make two texts collide. In 32-bit halves, because it runs once a record: node:crypto's
 * digests take several times as long on such short input.
 */
export function createSipHash(key: Uint8Array): KeyedHash {
  if (key.length !== 16) throw new Error("A SipHash key has 16 bytes.");
  // A copy: a Buffer's memory is a part of something larger.
  const [k0l, k0h, k1l, k1h] = new Int32Array(Uint8Array.from(key).buffer) as unknown as [number, number, number, number];
  let bytes = new Uint8Array(1024);
  let words = new Int32Array(bytes.buffer);
  const halves = new Int32Array(2);
  const result = new BigInt64Array(halves.buffer);
  // The state v0..v3, low and high halves.
  const v = new Int32Array(8);

  return (text) => {
    if (text.length * 3 + 16 > bytes.length) {
      bytes = new Uint8Array((text.length * 3 + 16 + 7) & ~7);
      words = new Int32Array(bytes.buffer);
    }
    const { written: length } = encoder.encodeInto(text, bytes);
    // The last block: what is left, zeros, and the length modulo 256.
    const end = length & ~7;
    bytes.fill(0, length, end + 8);
    bytes[end + 7] = length & 0xff;
    v[0] = k0l ^ 0x70736575;
    v[1] = k0h ^ 0x736f6d65;
    v[2] = k1l ^ 0x6e646f6d;
    v[3] = k1h ^ 0x646f7261;
    v[4] = k0l ^ 0x6e657261;
    v[5] = k0h ^ 0x6c796765;
    v[6] = k1l ^ 0x79746573;
    v[7] = k1h ^ 0x74656462;
    for (let at = 0; at <= end >> 2; at += 2) {
      const low = words[at]!;
      const high = words[at + 1]!;
      v[6]! ^= low;
      v[7]! ^= high;
      rounds(v, 2);
      v[0]! ^= low;
      v[1]! ^= high;
    }
    v[4]! ^= 0xff;
    rounds(v, 4);
    halves[0] = v[0]! ^ v[2]! ^ v[4]! ^ v[6]!;
    halves[1] = v[1]! ^ v[3]! ^ v[5]! ^ v[7]!;
    return result[0]!;
  };
}

function rounds(v: Int32Array, count: number): void {
  let [al, ah, bl, bh, cl, ch, dl, dh] = v as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < count; i++) {
    let low = (al >>> 0) + (bl >>> 0);
    ah = (ah + bh + (low > 0xffffffff ? 1 : 0)) | 0;
    al = low | 0;
    let t = (bl << 13) | (bh >>> 19);
    bh = ((bh << 13) | (bl >>> 19)) ^ ah;
    bl = t ^ al;
    t = al;
    al = ah;
    ah = t;
    low = (cl >>> 0) + (dl >>> 0);
    ch = (ch + dh + (low > 0xffffffff ? 1 : 0)) | 0;
    cl = low | 0;
    t = (dl << 16) | (dh >>> 16);
    dh = ((dh << 16) | (dl >>> 16)) ^ ch;
    dl = t ^ cl;
    low = (al >>> 0) + (dl >>> 0);
    ah = (ah + dh + (low > 0xffffffff ? 1 : 0)) | 0;
    al = low | 0;
    t = (dl << 21) | (dh >>> 11);
    dh = ((dh << 21) | (dl >>> 11)) ^ ah;
    dl = t ^ al;
    low = (cl >>> 0) + (bl >>> 0);
    ch = (ch + bh + (low > 0xffffffff ? 1 : 0)) | 0;
    cl = low | 0;
    t = (bl << 17) | (bh >>> 15);
    bh = ((bh << 17) | (bl >>> 15)) ^ ch;
    bl = t ^ cl;
    t = cl;
    cl = ch;
    ch = t;
  }
  v[0] = al;
  v[1] = ah;
  v[2] = bl;
  v[3] = bh;
  v[4] = cl;
  v[5] = ch;
  v[6] = dl;
  v[7] = dh;
}
