import { describe, expect, it } from "vitest";
import type { ColumnInfo } from "#core/columns/column.ts";
import { readFilter } from "./filter.ts";

const column = (name: string, kind: ColumnInfo["kind"]): ColumnInfo => ({ id: 1, name, role: "input", kind });
const columns = [
  column("age", "numeric"),
  column("age group", "categorical"),
  column("a=b", "numeric"),
  column("a", "categorical"),
  column("text", "text"),
];
const read = (filter: string) => {
  const { column, operator, special, text } = readFilter(filter, columns);
  return [column.name, operator, special ?? text];
};

describe("readFilter", () => {
  it.each([
    ["age>40", ["age", ">", "40"]],
    ["age >= -1.5e3", ["age", ">=", "-1.5e3"]],
    ["age<=.5", ["age", "<=", ".5"]],
    ["age group=young", ["age group", "=", "young"]],
    ["age group=a=b", ["age group", "=", "a=b"]],
    ["a=b=3", ["a=b", "=", "3"]],
    ["a=b", ["a", "=", "b"]],
    ["a=", ["a", "=", ""]],
    ['a="missing"', ["a", "=", "missing"]],
    ["a=missing", ["a", "=", "missing"]],
    ["a!=other", ["a", "!=", "other"]],
    ["text=other", ["text", "=", "other"]],
    ['text~"say \\"x\\""', ["text", "~", 'say "x"']],
  ])("reads %s", (filter, expected) => expect(read(filter)).toEqual(expected));

  it("tells the word from the state by its quotes", () => {
    expect(readFilter("a=missing", columns).special).toBe("missing");
    expect(readFilter('a="missing"', columns).special).toBeNull();
    expect(readFilter("text=other", columns).special).toBeNull();
  });

  it.each(["unknown=1", "age=", "age=0x10", "age=Infinity", "age=1 2", "age~1", "age group<1", "a<missing", "age", ""])(
    "refuses %j",
    (filter) => expect(() => readFilter(filter, columns)).toThrow(/cannot be used/),
  );
});
