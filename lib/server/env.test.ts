import { describe, expect, it } from "vitest";
import { localAddress, readEnv } from "./env.ts";

describe("readEnv", () => {
  it("needs nothing to be set", () => {
    expect(readEnv({})).toEqual({
      port: 3000,
      host: "127.0.0.1",
      dataDir: ".tidemark",
      databaseUrl: null,
      publicUrl: null,
      bootstrapKey: null,
      sample: "bank",
    });
  });

  it("takes empty values as unset, as docker compose passes them", () => {
    expect(readEnv({ PORT: "", HOST: " ", DATABASE_URL: "" })).toEqual(readEnv({}));
  });

  it("names everything that is wrong at once", () => {
    const wrong = { PORT: "70000", DATABASE_URL: "mysql://x", TIDEMARK_URL: "tidemark.example.org", TIDEMARK_SAMPLE: "cats" };
    expect(() => readEnv(wrong)).toThrow(/PORT.*\n.*DATABASE_URL.*\n.*TIDEMARK_URL.*\n.*TIDEMARK_SAMPLE/);
    for (const port of ["0", "x", "80.5", "-1"]) expect(() => readEnv({ PORT: port })).toThrow(/PORT/);
  });

  it("keeps a path prefix of the public address and drops its last slash", () => {
    expect(readEnv({ TIDEMARK_URL: "https://example.org/tidemark/" }).publicUrl).toBe("https://example.org/tidemark");
  });
});

describe("localAddress", () => {
  it("is an address that a browser can open, also when listening everywhere", () => {
    expect(localAddress({ host: "127.0.0.1", port: 3000 })).toBe("http://127.0.0.1:3000");
    expect(localAddress({ host: "0.0.0.0", port: 80 })).toBe("http://127.0.0.1:80");
    expect(localAddress({ host: "::1", port: 3000 })).toBe("http://[::1]:3000");
  });
});
