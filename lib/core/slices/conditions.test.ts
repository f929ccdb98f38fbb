import { describe, expect, it } from "vitest";
import type { ColumnInfo } from "#core/columns/column.ts";
import { conditionIssues, conditionText, type SliceCondition } from "./conditions.ts";
import { savedSliceKey, savedSliceName, sliceTag, sliceTagColumn, tagSlice } from "./saved.ts";

const column = (name: string, role: ColumnInfo["role"], kind: ColumnInfo["kind"], ignored = false): ColumnInfo => ({
  id: 1,
  name,
  role,
  kind,
  ignored,
});
const columns = [
  column("age", "input", "numeric"),
  column("plan", "input", "categorical"),
  column("message", "input", "text"),
  column("old", "input", "numeric", true),
  column("tags.country", "tag", "categorical"),
  column("prediction", "prediction", "categorical"),
  column("label", "label", "categorical"),
  column("feedback.clicked", "feedback", "boolean"),
];
const c = (column: string, op: SliceCondition["op"], value: SliceCondition["value"]): SliceCondition => ({ column, op, value });
const issues = (...conditions: SliceCondition[]) => conditionIssues(conditions, columns);

describe("conditions", () => {
  it("are written as the records filter reads them", () => {
    expect(
      [c("age", ">=", -1.5), c("plan", "!=", 'say "x"'), c("plan", "=", "missing"), c("plan", "=", { state: "missing" })].map(
        conditionText,
      ),
    ).toEqual(["age>=-1.5", 'plan!="say \\"x\\""', 'plan="missing"', "plan=missing"]);
  });
  it("make a slice of inputs, predictions and tags", () => {
    expect(issues(c("age", ">", 3), c("age", "<=", 5), c("tags.country", "=", "KR"), c("prediction", "!=", "leave"))).toEqual([]);
    expect(issues(c("message", "~", "refund"), c("age", "=", { state: "invalid" }))).toEqual([]);
  });
  it.each([
    [[], null, "at least one"],
    [[c("agee", ">", 3)], 0, 'no column "agee"'],
    [[c("age", ">", 3), c("label", "=", "leave")], 1, "long after its prediction"],
    [[c("feedback.clicked", "=", "true")], 0, "long after its prediction"],
    [[c("old", ">", 3)], 0, "is ignored"],
    [[c("age", "~", "3")], 0, "is numeric"],
    [[c("plan", ">", "pro")], 0, "is categorical"],
    [[c("plan", "~", { state: "missing" })], 0, "cannot be compared"],
    [[c("age", ">", 5), c("age", "<=", 5)], null, 'ranges of "age"'],
    [[c("age", ">", 5), c("age", "<", 3)], null, 'ranges of "age"'],
    [[c("age", "=", 5), c("age", "=", 6)], null, 'ranges of "age"'],
    [[c("age", ">=", 5), c("age", "<=", 5), c("age", "<", 5)], null, 'ranges of "age"'],
  ] as const)("%j is refused", (conditions, index, words) => {
    const found = issues(...conditions);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ index, detail: expect.stringContaining(words) });
  });
  it("may close a range on one number", () => expect(issues(c("age", ">=", 5), c("age", "<=", 5), c("age", "=", 5))).toEqual([]));
});

it("a saved slice's key holds its name whole", () => {
  expect(savedSliceName(savedSliceKey("a=b"))).toBe("a=b");
  expect([savedSliceName("country=KR"), savedSliceName("")]).toEqual([null, null]);
});

it("a tag called slice does not get in the way of saved slices", () => {
  expect(["tags.country", "country", "tags.slice"].map(sliceTag)).toEqual(["country", "country", "tags.slice"]);
  expect(["country", "tags.slice"].map(sliceTagColumn)).toEqual(["tags.country", "tags.slice"]);
  expect(["country=a=b", "tags.slice=x", "slice=x", ""].map(tagSlice)).toEqual([
    { column: "tags.country", value: "a=b" },
    { column: "tags.slice", value: "x" },
    null,
    null,
  ]);
});
