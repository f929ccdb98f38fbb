import fc from "fast-check";
import { expect, it } from "vitest";
import { createSipHash } from "./siphash.ts";

const key = Uint8Array.from({ length: 16 }, (_, i) => i);
const hex = (value: bigint) => BigInt.asUintN(64, value).toString(16).padStart(16, "0");
const ascending = (length: number) => String.fromCharCode(...Array.from({ length }, (_, i) => i));

it("gives the values of the paper and of its reference implementation", () => {
  const hash = createSipHash(key);
  expect(hex(hash(ascending(15)))).toBe("a129ca6149be45e5");
  expect(hex(hash(""))).toBe("726fdb47dd0e0e31");
  expect(hex(hash(ascending(1)))).toBe("74f839c593dc67fd");
  expect(hex(hash(ascending(8)))).toBe("93f5f5799a932462");
});

it("agrees with the definition in 64-bit integers, on any text", { timeout: 30_000 }, () => {
  const mask = (1n << 64n) - 1n;
  const rotl = (x: bigint, b: bigint) => ((x << b) | (x >> (64n - b))) & mask;
  const slow = (bytes: Uint8Array): bigint => {
    const word = (source: Uint8Array, at: number) => source.slice(at, at + 8).reduceRight((w, b) => (w << 8n) | BigInt(b), 0n);
    const [k0, k1] = [word(key, 0), word(key, 8)];
    let [a, b, c, d] = [k0 ^ 0x736f6d6570736575n, k1 ^ 0x646f72616e646f6dn, k0 ^ 0x6c7967656e657261n, k1 ^ 0x7465646279746573n];
    const round = () => {
      a = (a + b) & mask;
      b = rotl(b, 13n) ^ a;
      a = rotl(a, 32n);
      c = (c + d) & mask;
      d = rotl(d, 16n) ^ c;
      a = (a + d) & mask;
      d = rotl(d, 21n) ^ a;
      c = (c + b) & mask;
      b = rotl(b, 17n) ^ c;
      c = rotl(c, 32n);
    };
    const padded = new Uint8Array((bytes.length & ~7) + 8);
    padded.set(bytes);
    padded[padded.length - 1] = bytes.length & 0xff;
    for (let at = 0; at < padded.length; at += 8) {
      const m = word(padded, at);
      d ^= m;
      round();
      round();
      a ^= m;
    }
    c ^= 0xffn;
    for (let i = 0; i < 4; i++) round();
    return a ^ b ^ c ^ d;
  };
  const hash = createSipHash(key);
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), fc.integer({ min: 0, max: 5 }), (text, repeat) => {
      const long = text.toWellFormed().repeat(repeat);
      expect(BigInt.asUintN(64, hash(long))).toBe(slow(new TextEncoder().encode(long)));
    }),
    { numRuns: 40 },
  );
});

it("reads its key from wherever it lies", () => {
  expect(hex(createSipHash(Buffer.from(key))(ascending(15)))).toBe("a129ca6149be45e5");
  expect(hex(createSipHash(Buffer.from("000102030405060708090a0b0c0d0e0f", "hex"))(""))).toBe("726fdb47dd0e0e31");
  expect(hex(createSipHash(Uint8Array.of(9, 9, 9, ...key).subarray(3))(""))).toBe("726fdb47dd0e0e31");
});

it("is another hash under another key, and refuses a key that is none", () => {
  expect(createSipHash(new Uint8Array(16))("a")).not.toBe(createSipHash(key)("a"));
  expect(() => createSipHash(new Uint8Array(8))).toThrow("16 bytes");
});
