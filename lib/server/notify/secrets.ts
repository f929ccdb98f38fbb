import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ChannelSecret } from "#core/contracts/channels.ts";

// Secrets of channels at rest: AES-256-GCM, bound to the channel's id, so that a row copied to another channel cannot be read.
// Stored as version (1 byte), nonce (12), tag (16), ciphertext.

const VERSION = 1;
const NONCE = 12;
const TAG = 16;
const KEY = 32;

export const UNREADABLE = "The secret cannot be read: type it again.";

/** The stored secret was written with another key, or is broken. */
export class UnreadableSecret extends Error {
  constructor(cause?: unknown) {
    super(UNREADABLE, { cause });
    this.name = "UnreadableSecret";
  }
}

/** The key of TIDEMARK_SECRET_KEY: any text of 32 characters or more. */
export function keyFromText(text: string): Buffer {
  if (text.length < 32) throw new Error("TIDEMARK_SECRET_KEY must have 32 characters or more; `openssl rand -base64 32` makes one.");
  return Buffer.from(hkdfSync("sha256", text, "", "tidemark channel secrets", KEY));
}

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

function readKeyFile(path: string): Buffer | null {
  try {
    const key = Buffer.from(readFileSync(path, "utf8").trim(), "base64");
    if (key.length !== KEY)
      throw new Error(`${path} does not hold a key. Put the old one back, or delete it and type all secrets of channels again.`);
    return key;
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  }
}

/** Makes the key once, however many processes ask for it at the same time: the file appears whole or not at all. */
function makeKeyFile(folder: string, path: string): Buffer {
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${randomBytes(KEY).toString("base64")}\n`, { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readKeyFile(path)!;
}

type Environment = Record<string, string | undefined>;

/** This installation's key: TIDEMARK_SECRET_KEY, or the file secret.key of the data folder, which `make` lets it write. */
function keyOf(env: Environment, make: boolean): Buffer | null {
  const text = env.TIDEMARK_SECRET_KEY?.trim();
  if (text) return keyFromText(text);
  const folder = resolve(env.TIDEMARK_DATA_DIR?.trim() || ".tidemark");
  const path = join(folder, "secret.key");
  return readKeyFile(path) ?? (make ? makeKeyFile(folder, path) : null);
}

const context = (channelId: number): Buffer => Buffer.from(`channel:${channelId}`);

/** Encrypts the secrets of a channel; null for none. */
export function seal(channelId: number, secret: ChannelSecret, env: Environment = process.env): Buffer | null {
  if (Object.keys(secret).length === 0) return null;
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", keyOf(env, true)!, nonce).setAAD(context(channelId));
  const text = Buffer.concat([cipher.update(JSON.stringify(secret), "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text]);
}

/** Decrypts the secrets of a channel. Throws UnreadableSecret, and nothing else. */
export function unseal(channelId: number, sealed: Buffer | null, env: Environment = process.env): ChannelSecret {
  if (sealed === null) return {};
  try {
    const key = keyOf(env, false);
    if (!key || sealed[0] !== VERSION) throw new Error(key ? "unknown version" : "there is no key");
    const nonce = sealed.subarray(1, 1 + NONCE);
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG }).setAAD(context(channelId));
    decipher.setAuthTag(sealed.subarray(1 + NONCE, 1 + NONCE + TAG));
    const text = Buffer.concat([decipher.update(sealed.subarray(1 + NONCE + TAG)), decipher.final()]);
    return JSON.parse(text.toString("utf8")) as ChannelSecret;
  } catch (error) {
    throw new UnreadableSecret(error);
  }
}

/** Secrets that people chose are not hinted at; of long random ones the end tells which it is. */
const HINTED = new Set(["signing_secret", "url", "routing_key", "token"]);

export function hintsOf(secret: ChannelSecret): { name: string; hint: string }[] {
  return Object.entries(secret).map(([name, value]) => ({
    name,
    hint: HINTED.has(name) && value.length >= 20 ? `…${value.slice(-4)}` : "",
  }));
}
