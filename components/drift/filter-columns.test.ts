import { describe, expect, test } from "vitest";
import type { DriftColumn } from "#core/contracts/drift.ts";
import { columnInFocus, filterColumns, missingShares, statisticOf } from "./filter-columns.ts";

const columns = [
  { name: "age", role: "input", verdict: "drift" },
  { name: "tags.country", role: "tag", verdict: "stable" },
  { name: "Balance", role: "input", verdict: "stable" },
] as const;
const all = { role: null, verdict: null, find: "" };

describe("which columns are listed", () => {
  test("all, in their order, without a filter", () => {
    expect(filterColumns(columns, all)).toEqual(columns);
  });
  test.each([
    [{ ...all, role: "input" as const }, ["age", "Balance"]],
    [{ ...all, verdict: "stable" as const }, ["tags.country", "Balance"]],
    [{ ...all, find: " BAL " }, ["Balance"]],
    [{ role: "tag" as const, verdict: "drift" as const, find: "" }, []],
  ])("%o", (filter, names) => {
    expect(filterColumns(columns, filter).map(({ name }) => name)).toEqual(names);
  });
});

describe("the column in focus", () => {
  test("is the one asked for, else the first; an unknown name selects none rather than another", () => {
    expect(columnInFocus(columns, "Balance")?.name).toBe("Balance");
    expect(columnInFocus(columns, null)?.name).toBe("age");
    expect(columnInFocus(columns, "gone")).toBeNull();
    expect(columnInFocus([], null)).toBeNull();
  });
});

test("missing shares need rows", () => {
  const column = { reference_n: 200, reference_missing: 10, current_n: 0, current_missing: 0, statistics: [] } as unknown as DriftColumn;
  expect(missingShares(column)).toEqual({ reference: 0.05, current: null });
  expect(statisticOf(column, "psi")).toBeNull();
});
