import { describe, expect, it } from "vitest";
import { makeKey, readKey } from "./key-format.ts";

describe("key format", () => {
  it("makes keys of the published shape that read back", () => {
    const seen = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const { key, prefix } = makeKey();
      expect(key).toMatch(/^tm_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}$/);
      expect(readKey(key)).toEqual({ form: "own", prefix });
      seen.add(key);
    }
    expect(seen.size).toBe(200);
  });

  it("notices every single changed character", () => {
    const { key } = makeKey();
    for (let i = 3; i < key.length; i++) {
      if (key[i] === "_") continue;
      const other = key[i] === "a" ? "b" : "a";
      expect(readKey(key.slice(0, i) + other + key.slice(i + 1)).form).toBe("mistyped");
    }
  });

  it("takes any other text for a given key", () => {
    for (const text of ["", "tm_", "correct-horse-battery-staple", "tm_short_x", `${makeKey().key}x`])
      expect(readKey(text).form).toBe("given");
  });
});
