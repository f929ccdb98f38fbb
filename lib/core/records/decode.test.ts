import { readFileSync } from "node:fs";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DecodedItem, DecodeError, decodeBody } from "./decode.ts";
import { parseJson } from "./parse-json.ts";

const limits = { records: 50_000, recordBytes: 256 * 1024, imageRecordBytes: 8 * 1024 * 1024, depth: 8 };
const encode = (text: string) => new TextEncoder().encode(text);
const items = (body: string | Uint8Array, with_ = limits): DecodedItem[] =>
  [...decodeBody(typeof body === "string" ? encode(body) : body, with_)].filter((item) => item !== null);
/** Values, or error codes. */
const outcome = (body: string | Uint8Array, with_ = limits) => items(body, with_).map((i) => ("value" in i ? i.value : i.error.code));
const failure = (body: string | Uint8Array, with_ = limits) => {
  try {
    items(body, with_);
  } catch (error) {
    if (error instanceof DecodeError) return [error.status, error.code];
    throw error;
  }
  return "no failure";
};

const a = { a: 1 };
const b = { b: "x}],{" };

describe("decodeBody", () => {
  it.each([
    ["one object", '{"a":1}'],
    ["an array", '[{"a":1}]'],
    ["a line", '{"a":1}\n'],
    ["a line with CRLF", '{"a":1}\r\n'],
    ["blank lines", '\n\n{"a":1}\n \n\n'],
    ["a byte order mark", '\ufeff{"a":1}'],
    ["over several lines", '{\n  "a": 1\n}\n'],
    ["wrapped", '{"records":[{"a":1}]}'],
    ["wrapped over several lines, with other fields", '{"source":{"x":[1]},\n"events" : [\n{"a":1}\n], "n": 1}'],
  ])("reads %s", (_, body) => {
    expect(outcome(body)).toEqual([a]);
  });

  it.each([
    ["an array", '[{"a":1},{"b":"x}],{"}]'],
    ["NDJSON", '{"a":1}\n{"b":"x}],{"}\n'],
    ["NDJSON without a last newline", '{"a":1}\n{"b":"x}],{"}'],
    ["objects one after another", '{"a":1}{"b":"x}],{"}'],
    ["objects with commas between", '{"a":1},{"b":"x}],{"}'],
    ["lines with commas between", '{"a":1},\n{"b":"x}],{"}'],
    ["objects over several lines", '{\n"a":1\n}\n{\n"b":\n"x}],{"}'],
    ["arrays by line", '[{"a":1}]\n[{"b":"x}],{"}]'],
    ["two wrappers by line", '{"predictions":[{"a":1}]}\n{"batch":[{"b":"x}],{"}]}'],
  ])("reads two records from %s", (_, body) => {
    expect(outcome(body)).toEqual([a, b]);
  });

  it("leaves a record alone that has a field named like a wrapper", () => {
    expect(outcome('{"id":"1","predictions":[0.1,0.9]}')).toEqual([{ id: "1", predictions: [0.1, 0.9] }]);
  });

  it.each([
    ["NDJSON", '{"a":1}\n{"a":\n{"a":1}', [a, "invalid_json", a]],
    ["NDJSON, unclosed string", '{"a":1}\n{"a":"x\n{"a":1}', [a, "invalid_json", a]],
    ["NDJSON, a line of text", '{"a":1}\nhello\n{"a":1}', [a, "invalid_json", a]],
    ["an array", '[{"a":1},{"a":},{"a":1}]', [a, "invalid_json", a]],
    ["an array, unclosed inside", '[{"a":[1},{"a":1}]', ["invalid_json", a]],
    ["an array, closed twice", '[{"a":1}},{"a":1}]', ["invalid_json", a]],
    ["an array of other things", '[1,"a",null,[1],{"a":1}]', ["not_an_object", "not_an_object", "not_an_object", "not_an_object", a]],
    ["objects one after another", '{"a":1}{"a":}{"a":1}', [a, "invalid_json", a]],
    ["NaN", '[{"a":NaN},{"a":1}]', ["invalid_json", a]],
    ["a truncated last line", '{"a":1}\n{"a":1', [a, "invalid_json"]],
  ])("one bad record does not take its neighbours along: %s", (_, body, expected) => {
    expect(outcome(body)).toEqual(expected);
  });

  it.each([
    ['{"a":NaN}', /NaN and Infinity are not JSON: send null\.$/],
    ['{"a":[1, -Infinity]}', /NaN and Infinity are not JSON: send null\.$/],
    ["{'a': 1}", /json\.dumps\.$/],
    ['{"a": None}', /json\.dumps\.$/],
    ['{"a":}', /is not valid JSON\.$/],
    ['{"a":"says NaN"', /in JSON at position \d+.*[^.]\.$/],
  ])("says what is to be done about %s", (body, message) => {
    expect(items(body)).toMatchObject([{ error: { code: "invalid_json", message: expect.stringMatching(message) } }]);
  });

  it("keeps the bytes of each record as they came", () => {
    const raw = (body: string) => items(body).map((i) => new TextDecoder().decode(i.raw));
    expect(raw('[ {"a": 1} ,{"a":} ]')).toEqual(['{"a": 1}', '{"a":}']);
    expect(raw('{"a": 1},\r\n{"a":\n')).toEqual(['{"a": 1}', '{"a":']);
    expect(items('{"a":1}\n\nx\n{"a":1}').map((i) => i.index)).toEqual([0, 1, 2]);
  });

  it("rejects the record that is not UTF-8, and only it", () => {
    const bad = Uint8Array.of(...encode('{"a":1}\n{"a":"'), 0xff, ...encode('"}\n{"a":1}'));
    expect(outcome(bad)).toEqual([a, "invalid_utf8", a]);
    const surrogate = Uint8Array.of(...encode('[{"a":"'), 0xed, 0xa0, 0x80, ...encode('"},{"a":1}]'));
    expect(outcome(surrogate)).toEqual(["invalid_utf8", a]);
  });

  // Work that grows with the square of the length would take minutes, here and with many objects on one line.
  it("refuses depth before parsing: a million brackets cost nothing", () => {
    expect(outcome(`{"a":${"[".repeat(7)}${"]".repeat(7)}}`)).toHaveLength(1);
    expect(outcome(`{"a":${"[".repeat(8)}${"]".repeat(8)}}\n{"a":1}`)).toEqual(["too_deep", a]);
    expect(outcome(`[{"a":"[[[[[[[[[[[["}]`)).toEqual([{ a: "[[[[[[[[[[[[" }]);
    expect(outcome(`{"a":${"[".repeat(1_000_000)}`)).toEqual(["record_too_large"]);
    expect(outcome(`[{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}},{"a":1}]`)).toEqual(["record_too_large", a]);
  });

  it("refuses a long record, unless it is long for an image", () => {
    const long = "x".repeat(300 * 1024);
    expect(outcome(`{"a":"${long}"}\n{"a":1}`)).toEqual(["record_too_large", a]);
    expect(outcome(`[{"a":"${long}"},{"a":1}]`)).toEqual(["record_too_large", a]);
    expect(items(`{"a":{"image":"data:image/png;base64,${long}"}}\n{"a":1}`).every((i) => "value" in i)).toBe(true);
    expect(outcome(`{"a":{"image":"data:image/png;base64,${long.repeat(30)}"}}\n{"a":1}`)).toEqual(["record_too_large", a]);
  });

  it("reads many objects on one line that is longer than a record may be", () => {
    expect(items(`{"a":"${"x".repeat(1000)}"}`.repeat(5000))).toHaveLength(5000);
    expect(
      items(
        `{"records":[${Array(1000)
          .fill(`{"a":"${"x".repeat(1000)}"}`)
          .join(",")}]}`,
      ),
    ).toHaveLength(1000);
  });

  it("keeps big integers and overflowing numbers as their digits", () => {
    const values = items('{"n":9007199254740993,"o":1e999,"s":41,"d":0.1234567890123456}').map((i) => ("value" in i ? i.value : null));
    expect(values).toEqual([{ n: { raw: "9007199254740993" }, o: { raw: "1e999" }, s: 41, d: 0.1234567890123456 }]);
  });

  it.each([
    ["nothing", "", [422, "empty_body"]],
    ["blanks", " \n\n", [422, "empty_body"]],
    ["text", "hello", [422, "invalid_json"]],
    ["UTF-16", Uint8Array.of(0xff, 0xfe, 0x7b, 0), [422, "invalid_utf8"]],
    ["UTF-16 without a mark", Uint8Array.of(0x7b, 0, 0x22, 0), [422, "invalid_utf8"]],
    ["MessagePack", Uint8Array.of(0x92, 0x81), [415, "unsupported_body"]],
    ["gzip that no header tells of", Uint8Array.of(0x1f, 0x8b, 8), [415, "unsupported_body"]],
    ["zstd that no header tells of", Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd), [415, "unsupported_body"]],
    ["CSV", "id,age\n1,41\n", [422, "invalid_json"]],
    ["a cut array", '[{"a":1},{"b":', [422, "truncated_body"]],
    ["a cut wrapper", '{"records":[{"a":1}', [422, "truncated_body"]],
  ])("refuses the whole body: %s", (_, body, expected) => {
    expect(failure(body)).toEqual(expected);
  });

  it("an empty array holds no records", () => {
    expect(outcome("[]")).toEqual([]);
    expect(outcome('{"records":[]}')).toEqual([]);
  });

  it("refuses a body of too many records", () => {
    expect(outcome('[{"a":1},{"a":1}]', { ...limits, records: 2 })).toHaveLength(2);
    expect(failure('{"a":1}\n{"a":1}\n{"a":1}', { ...limits, records: 2 })).toEqual([413, "too_many_records"]);
  });

  it("reads the same records however they are put together", () => {
    const record = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 6 }), (records) => {
        const lines = records.map((r) => JSON.stringify(r));
        const expected = lines.map((line) => parseJson(line));
        const pretty = records.map((r) => JSON.stringify(r, null, 1)).join("\n");
        fc.pre(!lines.some((line) => /"(records|events|predictions|batch)"/.test(line)));
        for (const body of [lines.join("\n"), lines.join("\r\n\r\n"), lines.join(""), `[${lines.join(" ,\n")}]`, pretty]) {
          expect(outcome(body)).toEqual(expected);
        }
      }),
    );
  });

  it("whatever the bytes, it ends, and every record is an item or the whole is refused", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc
        .array(fc.constantFrom("{", "}", "[", "]", '"', "\\", ",", ":", "1", "a", "\n", " ", '"a"', '{"a":1}'), { maxLength: 40 })
        .map((p) => encode(p.join(""))),
      fc.array(fc.constantFrom("{", "}", "[", "]", '"', ",", "\n", '{"a":1}'), { maxLength: 40 }).map((p) => encode(`{${p.join("")}`)),
    );
    fc.assert(
      fc.property(bytes, (body) => {
        try {
          for (const [i, item] of items(body).entries()) expect(item.index).toBe(i);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("stays linear on lines that never close", { timeout: 60_000 }, () => {
    for (const line of [`{"a":1,\n`, `{"a":"x\n`, `{x}{\n`, `{"a":{\n`]) {
      const time = (lines: number) => {
        const started = performance.now();
        [...decodeBody(encode(line.repeat(lines)), { ...limits, records: 1e6 })];
        return performance.now() - started;
      };
      time(1000);
      // 16 times the lines: quadratic work would take 256 times as long.
      expect(time(32_000)).toBeLessThan(100 + 80 * time(2_000));
    }
  });
});

describe("bodies recorded from real shippers", () => {
  const file = (name: string) => readFileSync(new URL(`./fixtures/${name}.body`, import.meta.url));
  it.each([
    ["fluentbit-json-none", (b: Buffer) => b],
    ["fluentbit-json_lines-gzip", gunzipSync],
    ["fluentbit-json_lines-zstd", zstdDecompressSync],
    ["fluentbit-json_stream-none", (b: Buffer) => b],
    ["fluentbit-json_stream-zstd", zstdDecompressSync],
    ["rsyslog-jsonarray-gzon", gunzipSync],
    ["rsyslog-newline-gzoff", (b: Buffer) => b],
    ["syslog-ng-ndjson", (b: Buffer) => b],
  ])("%s holds three records", (name, inflate) => {
    const found = items(inflate(file(name)));
    expect(found).toHaveLength(3);
    expect(found.every((item) => "value" in item && "model" in item.value)).toBe(true);
  });
});
