import { readFileSync } from "node:fs";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

type Json = Record<string, unknown>;

/** Counts of Vitest's and Playwright's JSON reports; null when there is no report (the runner itself broke). */
export function readCounts(path: string): Counts | null {
  let report: Json;
  try {
    report = JSON.parse(readFileSync(path, "utf8")) as Json;
  } catch {
    return null;
  }
  const number = (from: Json, name: string): number => (typeof from[name] === "number" ? from[name] : 0);
  if ("numTotalTests" in report) {
    const failed = number(report, "numFailedTests");
    return {
      passed: number(report, "numPassedTests"),
      // A file that does not even load has no failed test, only a failed suite.
      failed: failed === 0 && report.success === false ? Math.max(1, number(report, "numFailedTestSuites")) : failed,
      skipped: number(report, "numPendingTests") + number(report, "numTodoTests"),
    };
  }
  if (typeof report.stats === "object" && report.stats !== null) {
    const stats = report.stats as Json;
    const broken = Array.isArray(report.errors) ? report.errors.length : 0;
    return {
      passed: number(stats, "expected") + number(stats, "flaky"),
      failed: number(stats, "unexpected") + broken,
      skipped: number(stats, "skipped"),
    };
  }
  return null;
}

/** The line that closes a run. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
