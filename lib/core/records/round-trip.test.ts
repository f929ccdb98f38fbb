import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSegment } from "../segments/decode.ts";
import { encodeSegment } from "../segments/encode.ts";
import { toNative } from "../segments/native.ts";
import { accept, NOW } from "./testing.ts";
import type { LoggedRecord } from "./types.ts";

describe("round trip", () => {
  const scalar = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((v) => (Object.is(v, -0) ? "-0" : String(v))),
    fc.constantFrom(
      "null",
      "true",
      '""',
      "9007199254740993",
      "1e999",
      "-0",
      "[1,{}]",
      '{"raw":"1"}',
      '{"json":"1"}',
      '{"image":"data:image/gif;base64,AA"}',
    ),
    fc.string({ unit: "grapheme", maxLength: 8 }).map((s) => JSON.stringify(s.toWellFormed().replaceAll("\0", ""))),
  );
  const name = fc.oneof(
    fc.constantFrom("a", "score", "label", "inputs.x", "tags.t", "id", "ts", ""),
    fc.string({ unit: "grapheme", maxLength: 5 }),
  );
  const group = fc.dictionary(
    name
      .map((n) => n.toWellFormed().replaceAll("\0", "").normalize("NFC"))
      .filter((n) => !["__proto__", "constructor", "prototype"].includes(n)),
    scalar,
    { maxKeys: 4, noNullPrototype: true },
  );
  const objectText = group.map(
    (g) =>
      `{${Object.entries(g)
        .map(([k, v]) => `${JSON.stringify(k)}:${v}`)
        .join(",")}}`,
  );
  const record = fc
    .record(
      {
        id: fc.constant('"r"'),
        ts: fc.integer({ min: 1e12, max: NOW }).map(String),
        version: fc.constantFrom('"1"', "2", "null", "{}"),
        inputs: fc.oneof(objectText, scalar),
        prediction: fc.oneof(
          scalar,
          objectText.map((scores) => `{"label":"x","scores":${scores}}`),
          objectText.map((scores) => `{"scores":${scores}}`),
        ),
        score: fc.oneof(scalar, objectText),
        label: scalar,
        feedback: fc.oneof(objectText, scalar),
        service: objectText,
        tags: objectText,
        trace: scalar,
        timestamp: scalar,
        op: fc.constant('"log"'),
      },
      { requiredKeys: ["id", "ts"] },
    )
    .map(
      (r) =>
        `{"model":"m",${Object.entries(r)
          .map(([k, v]) => `"${k}":${v}`)
          .join(",")}}`,
    );
  const sorted = (r: LoggedRecord) => ({
    ...r,
    index: 0,
    extra: [...r.extra].sort(),
    cells: [...r.cells].sort((x, y) => (x.column < y.column ? -1 : 1)),
  });

  it("a record comes back from a segment, and its native text is the same record again", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 5 }), (texts) => {
        const records = texts.map((text) => accept(text));
        const back = openSegment(encodeSegment(records)).toRecords();
        expect(back.map(sorted)).toEqual(records.map(sorted));
        for (const one of back) expect(sorted(accept(toNative(one)))).toEqual(sorted(one));
      }),
      { numRuns: 200 },
    );
  });

  it("writes a record as it came", () => {
    const text =
      '{"id":"r-1","ts":"2026-11-22T08:00:00.000Z","model":"m","version":"3","inputs":{"n":9007199254740993,"z":-0,"big":1e999,"none":null,"list":[1,2]},"prediction":"x","score":{"x":0.5},"label":"","feedback":{"ok":true},"tags":{"c":"KR"},"trace":{"a":[12345678901234567890]}}';
    expect(toNative(openSegment(encodeSegment([accept(text)])).record(0))).toBe(text);
  });
});
