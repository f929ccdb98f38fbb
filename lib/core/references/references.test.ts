import { describe, expect, test } from "vitest";
import type { ColumnInfo } from "../columns/column.ts";
import { mapHeaders } from "./headers.ts";
import { lengthInWords, lengthMs } from "./length.ts";
import { referenceLabel, specOf } from "./spec.ts";
import { kindOfText, newTextColumn, noteTextCell, readTextCell } from "./text-cells.ts";
import { readTypedCell } from "./typed-cells.ts";
import type { UploadError } from "./upload-error.ts";
import { UPLOAD_LIMITS } from "./upload-limits.ts";

describe("lengths", () => {
  test.each([
    ["1m", 60_000, "1 minute"],
    ["12h", 43_200_000, "12 hours"],
    ["7d", 604_800_000, "7 days"],
    ["2w", 1_209_600_000, "2 weeks"],
  ])("%s", (length, ms, words) => {
    expect(lengthMs(length)).toBe(ms);
    expect(lengthInWords(length)).toBe(words);
  });
  test.each(["", "7", "0d", "-7d", "7 d", "7y", "12345d", "1.5d"])("%j is none", (length) => {
    expect(() => lengthMs(length)).toThrow(RangeError);
  });
});

describe("specs", () => {
  test("times become absolute, an empty window is refused", () => {
    const read = (text: string) => (text === "now" ? 86_400_000 : Date.parse(text));
    expect(specOf({ window: { from: "1970-01-01", to: "now" } }, read)).toEqual({
      kind: "window",
      from: "1970-01-01T00:00:00.000Z",
      to: "1970-01-02T00:00:00.000Z",
      version: null,
    });
    expect(() => specOf({ window: { from: "now", to: "1970-01-01" } }, read)).toThrow(/empty/);
    expect(() => specOf({ version: { name: "1", from: "now", to: "now" } }, read)).toThrow(/empty/);
    expect(specOf({ moving: "7d" }, read)).toEqual({ kind: "moving", length: "7d" });
  });
  test.each([
    [{ kind: "upload", file: "train.csv", format: "csv" }, "upload train.csv"],
    [
      { kind: "window", from: "2008-05-05T00:00:00.000Z", to: "2008-11-30T12:30:00.000Z", version: null },
      "2008-05-05 to 2008-11-30 12:30 UTC",
    ],
    [{ kind: "version", version: "2", from: null, to: null }, "version 2"],
    [{ kind: "version", version: "2", from: null, to: "2008-11-30T00:00:00.000Z" }, "version 2, its start to 2008-11-30"],
    [{ kind: "moving", length: "7d" }, "the 7 days before"],
    [{ kind: "previous", length: "1w" }, "the same window, 1 week earlier"],
  ] as const)("%j", (spec, label) => {
    expect(referenceLabel(spec)).toBe(label);
  });
});

describe("headers", () => {
  const column = (name: string, role: ColumnInfo["role"], extra: Partial<ColumnInfo> = {}): ColumnInfo => ({
    id: 1,
    name,
    role,
    kind: "numeric",
    ...extra,
  });
  const map = (headers: string[], columns: ColumnInfo[] = []) =>
    mapHeaders(headers, columns, UPLOAD_LIMITS).map(({ to, name, role }) => (to === "column" ? `${role} ${name}` : to));

  test("full names, the record's own fields, prefixes and aliases", () => {
    expect(map(["id", "ts", "version", "age", "inputs.plan", "prediction", "score.yes", "tags.country", "feedback.x", "y"])).toEqual([
      "id",
      "ts",
      "version",
      "input age",
      "input plan",
      "prediction prediction",
      "score score.yes",
      "tag tags.country",
      "feedback feedback.x",
      "label label",
    ]);
  });
  test("an alias is an input where the model has one of that name, or the file has the real one", () => {
    expect(map(["target"], [column("target", "input")])).toEqual(["input target"]);
    expect(map(["label", "target"])).toEqual(["label label", "input target"]);
    expect(mapHeaders(["Ground_Truth"], [], UPLOAD_LIMITS)[0]).toMatchObject({
      name: "label",
      note: expect.stringContaining("Ground_Truth"),
    });
  });
  test("a model's own column wins over what its name would mean; derived ones are computed", () => {
    expect(map(["timestamp"], [column("timestamp", "input")])).toEqual(["input timestamp"]);
    expect(map(["m", "m.length"], [column("m", "input", { kind: "text" }), column("m.length", "input", { derivedFrom: "m" })])).toEqual([
      "input m",
      "skip",
    ]);
  });
  test("row numbers of data frames are not read, names are trimmed", () => {
    expect(map(["", "Unnamed: 0", " age "])).toEqual(["skip", "skip", "input age"]);
  });
  test.each([
    [["a", "a"], "duplicate_column"],
    [["label", "y", "inputs.label"], null],
    [["a", "inputs.a"], "duplicate_column"],
    [["y", "target"], "duplicate_column"],
    [["id", "record_id"], null],
    [["__proto__"], "reserved_name"],
    [["x".repeat(201)], "name_too_long"],
    [["a\0b"], "invalid_string"],
    [Array.from({ length: 501 }, (_, i) => `c${i}`), "too_many_columns"],
  ] as const)("%j", (headers, code) => {
    const run = () => map([...headers]);
    if (code === null) expect(run).not.toThrow();
    else expect(run).toThrow(expect.objectContaining({ code }) as UploadError);
  });
});

describe("cells of text files", () => {
  const kindOf = (cells: string[]) => {
    const column = newTextColumn();
    for (const cell of cells) noteTextCell(column, cell);
    return kindOfText(column);
  };
  test.each([
    [["1", "-2.5", "+.5", "1e-3", "", "NA"], "numeric"],
    [["true", "FALSE", ""], "boolean"],
    [["1", "true"], "categorical"],
    [["1", "x"], "categorical"],
    [["", ""], "categorical"],
    [["0x10", "1_000"], "categorical"],
    [["Infinity"], "categorical"],
  ])("%j are %s", (cells, kind) => {
    expect(kindOf(cells)).toBe(kind);
  });
  test.each([
    ["numeric", " 12 ", 12],
    ["numeric", "NaN", null],
    ["numeric", "abc", "abc"],
    ["numeric", "1e999", "1e999"],
    ["numeric", "-0", -0],
    ["boolean", "True", true],
    ["boolean", "0", false],
    ["boolean", "maybe", "maybe"],
    ["categorical", "NA", "NA"],
    ["categorical", "", null],
    ["categorical", "12", "12"],
    ["text", " hi ", " hi "],
  ] as const)("%s %j", (kind, cell, value) => {
    expect(readTextCell(kind, cell)).toBe(value);
  });
});

test.each([
  [Number.NaN, null],
  [undefined, null],
  [Number.POSITIVE_INFINITY, { json: "Infinity" }],
  [12n, 12],
  [9007199254740993n, { raw: "9007199254740993" }],
  [new Date(0), "1970-01-01T00:00:00.000Z"],
  [new Date(Number.NaN), null],
  [[1n, "x"], { json: '["1","x"]' }],
  [true, true],
])("a typed cell %s", (value, cell) => {
  expect(readTypedCell(value)).toEqual(cell);
});
