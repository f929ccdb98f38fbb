import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hintsOf, keyFromText, seal, UnreadableSecret, unseal } from "./secrets.ts";

let folder: string;
let env: Record<string, string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-secrets-"));
  env = { TIDEMARK_DATA_DIR: join(folder, "data") };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const secret = { url: "https://hooks.example.org/T0/B0/abcdefghijkl" };

describe("the secrets of a channel", () => {
  it("come back as they were, with a key that only this user can read", () => {
    const sealed = seal(7, secret, env)!;
    expect(unseal(7, sealed, env)).toEqual(secret);
    const file = join(folder, "data", "secret.key");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Buffer.from(readFileSync(file, "utf8"), "base64")).toHaveLength(32);
    expect(sealed.toString("latin1")).not.toContain("hooks.example.org");
    expect(seal(7, secret, env)!.equals(sealed)).toBe(false);
  });

  it("cannot be read as another channel's", () => {
    expect(() => unseal(8, seal(7, secret, env), env)).toThrow(UnreadableSecret);
  });

  it("cannot be read with another key, without one, or when a byte was changed", () => {
    const sealed = seal(7, secret, env)!;
    expect(() => unseal(7, sealed, { TIDEMARK_SECRET_KEY: "x".repeat(40) })).toThrow("type it again");
    expect(() => unseal(7, sealed, { TIDEMARK_DATA_DIR: join(folder, "elsewhere") })).toThrow(UnreadableSecret);
    expect(existsSync(join(folder, "elsewhere"))).toBe(false);
    for (let i = 0; i < sealed.length; i++) {
      const broken = Buffer.from(sealed);
      broken[i]! ^= 1;
      expect(() => unseal(7, broken, env), `byte ${i}`).toThrow(UnreadableSecret);
      expect(() => unseal(7, sealed.subarray(0, i), env)).toThrow(UnreadableSecret);
    }
  });

  it("are read by every process that has the key in its environment", () => {
    const text = { TIDEMARK_SECRET_KEY: "correct horse battery staple, and more" };
    expect(unseal(1, seal(1, secret, text), { ...text, TIDEMARK_DATA_DIR: "/nowhere" })).toEqual(secret);
    expect(() => keyFromText("short")).toThrow("32 characters");
    expect(() => unseal(1, seal(1, secret, text), { TIDEMARK_SECRET_KEY: "short" })).toThrow(UnreadableSecret);
  });

  it("are not lost by writing a new key over a broken one", () => {
    seal(1, secret, env);
    writeFileSync(join(folder, "data", "secret.key"), "broken");
    expect(() => seal(1, secret, env)).toThrow("does not hold a key");
  });

  it("may be none", () => {
    expect(seal(1, {}, env)).toBeNull();
    expect(unseal(1, null, env)).toEqual({});
  });

  it("are hinted at by the end of long random ones only", () => {
    expect(
      hintsOf({ url: `https://hooks.example.org/${"a".repeat(20)}wxyz`, password: "a long password of a person", token: "short" }),
    ).toEqual([
      { name: "url", hint: "…wxyz" },
      { name: "password", hint: "" },
      { name: "token", hint: "" },
    ]);
  });
});
