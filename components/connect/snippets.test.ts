import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { snippetsFor } from "./snippets.ts";

const header = { origin: "https://drift.example.com", key: "tm_secret", isUrlKey: false, model: "churn" };
const codeOf = (id: string, input = header) => snippetsFor(input).find((snippet) => snippet.id === id)!.code;

describe("snippets", () => {
  test("hold the address and the key", () => {
    for (const snippet of snippetsFor(header)) {
      expect(snippet.code).toContain("tm_secret");
      expect(snippet.code).toContain("drift.example.com");
      expect(snippet.code).toContain("/api/v1/ingest");
    }
  });

  test("put a key for addresses into the address and nowhere else", () => {
    for (const snippet of snippetsFor({ ...header, isUrlKey: true })) {
      expect(snippet.code).toContain("/i/tm_secret/ingest");
      expect(snippet.code).not.toMatch(/Authorization|bearer/i);
    }
  });

  test("give Fluent Bit host, port and TLS apart", () => {
    expect(codeOf("fluent-bit")).toMatch(/host: drift\.example\.com\n {6}port: 443\n {6}uri: \/api\/v1\/ingest\n {6}tls: on/);
    expect(codeOf("fluent-bit", { ...header, origin: "http://127.0.0.1:3000" })).toMatch(
      /host: 127\.0\.0\.1\n {6}port: 3000\n.*\n {6}tls: off/,
    );
    expect(codeOf("fluent-bit")).toContain("retry_limit: false");
  });

  test("curl is one command that a shell can read", () => {
    for (const id of ["curl", "ndjson"]) execFileSync("bash", ["-n", "-c", codeOf(id)]);
    expect(codeOf("ndjson")).toContain("--data-binary");
  });
});
