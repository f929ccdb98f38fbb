import { expect, test } from "vitest";
import { referenceMediaType } from "./reference.ts";

test.each([
  ["train.csv", { type: "text/csv", encoding: null }],
  ["Train.CSV.gz", { type: "text/csv", encoding: "gzip" }],
  ["x.ndjson.zst", { type: "application/x-ndjson", encoding: "zstd" }],
  ["data.parquet", { type: "application/vnd.apache.parquet", encoding: null }],
  ["notes.txt", null],
  ["csv", null],
  ["archive.gz", null],
])("%s", (name, media) => expect(referenceMediaType(name)).toEqual(media));
