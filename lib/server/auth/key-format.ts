import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SHAPE = /^tm_([0-9A-Za-z]{10})_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;
/** Longer credentials are not looked at. */
export const MAX_KEY_LENGTH = 512;
/** Shorter ones cannot be keys: not Tidemark's own, and not a bootstrap key. */
export const MIN_KEY_LENGTH = 20;

/** Uniform base62 text: bytes that would favour some letters are thrown away. */
function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
    }
  }
  return text;
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let i = 0; i < 6; i++) {
    digits = ALPHABET[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** A new key `tm_<id10>_<secret32><crc6>`: about 190 random bits, and a checksum that a secret scanner can verify. */
export function makeKey(): { key: string; prefix: string } {
  const prefix = randomText(10);
  const body = `tm_${prefix}_${randomText(32)}`;
  return { key: body + checksum(body), prefix };
}

export type ReadKey = { form: "own"; prefix: string } | { form: "mistyped" } | { form: "given" };

/**
 * What kind of text a credential is, without asking the data base: a Tidemark key whose checksum is right (`own`),
 * one that was cut or mistyped (`mistyped`), or any other text, which can only be a bootstrap key (`given`).
 */
export function readKey(key: string): ReadKey {
  const match = SHAPE.exec(key);
  if (!match) return { form: "given" };
  return checksum(key.slice(0, -6)) === match[3] ? { form: "own", prefix: match[1]! } : { form: "mistyped" };
}
