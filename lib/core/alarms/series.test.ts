import { expect, test } from "vitest";
import { joinSeries, type Labels, seriesKey } from "./series.ts";

const series = (...all: Labels[]) => all.map((labels) => ({ series: seriesKey(labels), labels }));

test("the key is the labels in their order", () => {
  expect(seriesKey({ version: "3", column: "age" })).toBe("version=3,column=age");
  expect(seriesKey({})).toBe("");
});

test("one condition gives its own series", () => {
  expect(joinSeries([series({ column: "age" }, { column: "job" })]).map(({ series, parts }) => [series, parts])).toEqual([
    ["column=age", [0]],
    ["column=job", [1]],
  ]);
});

test("a condition without labels is read by every series of the other", () => {
  const joined = joinSeries([series({}), series({ column: "age" }, { column: "job" })]);
  expect(joined.map(({ series, parts }) => [series, parts])).toEqual([
    ["column=age", [0, 0]],
    ["column=job", [0, 1]],
  ]);
});

test("two roles over different columns leave the one or the other without a reading", () => {
  const joined = joinSeries([series({ column: "age" }), series({ column: "job" })]);
  expect(joined.map(({ parts }) => parts)).toEqual([
    [0, null],
    [null, 0],
  ]);
});

test("by version: the version's own part, and of a series with more labels the nearest", () => {
  const joined = joinSeries([
    series({ version: "1" }, { version: "2" }),
    series({ version: "1", column: "age" }, { version: "2", column: "age" }),
  ]);
  expect(joined.map(({ series, parts }) => [series, parts])).toEqual([
    ["version=1,column=age", [0, 0]],
    ["version=2,column=age", [1, 1]],
  ]);
});

test("no series at all: none", () => {
  expect(joinSeries([[], []])).toEqual([]);
});
