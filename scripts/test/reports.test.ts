import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { closingLine, readCounts } from "./reports.ts";

const folder = mkdtempSync(join(tmpdir(), "tidemark-reports-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function counts(report: unknown): ReturnType<typeof readCounts> {
  const path = join(folder, "report.json");
  writeFileSync(path, typeof report === "string" ? report : JSON.stringify(report));
  return readCounts(path);
}

describe("readCounts", () => {
  it("reads Vitest's report", () => {
    const report = { numTotalTests: 10, numPassedTests: 7, numFailedTests: 2, numPendingTests: 1, numTodoTests: 0, success: false };
    expect(counts(report)).toEqual({ passed: 7, failed: 2, skipped: 1 });
  });

  it("counts a file that did not load as a failure", () => {
    const report = { numTotalTests: 3, numPassedTests: 3, numFailedTests: 0, numFailedTestSuites: 1, success: false };
    expect(counts(report)?.failed).toBe(1);
  });

  it("reads Playwright's report, and counts errors outside of tests", () => {
    expect(counts({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [] })).toEqual({
      passed: 5,
      failed: 1,
      skipped: 2,
    });
    expect(counts({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [{ message: "no server" }] })?.failed).toBe(1);
  });

  it("is null without a whole report", () => {
    expect(counts("{")).toBeNull();
    expect(readCounts(join(folder, "none.json"))).toBeNull();
  });
});

it("closes with one line", () => {
  expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe("12 passed, 0 failed");
  expect(closingLine({ passed: 12, failed: 1, skipped: 3 })).toBe("12 passed, 1 failed, 3 skipped");
});
