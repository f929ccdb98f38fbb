import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { decodeBody } from "./decode.ts";
import { nativeRecordSchema } from "./schema.ts";
import { LIMITS, NOW } from "./testing.ts";
import { isRejection, validateRecord } from "./validate.ts";

const limits = { ...LIMITS, futureMs: Infinity };

function verdict(record: object): string {
  const [item] = [...decodeBody(new TextEncoder().encode(`[${JSON.stringify(record)}]`), limits)];
  const result = validateRecord(item!, { limits, now: NOW, model: undefined, makeId: () => "made" });
  return isRejection(result) ? result.code : "accepted";
}

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 10 }),
  fc.constantFrom("", "a\0", "\ud800", "x".repeat(201), "é".repeat(101)),
);
const name = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 10 }),
  fc.constantFrom("", "constructor", "prototype", "a\0", "x".repeat(300)),
);
const value = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(null, true, [1], { a: 1 }, { image: "data:image/png;base64,A" }),
);
const group = fc.oneof(fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true }), fc.constant(null));
const ts = fc.oneof(
  fc.constantFrom(
    "2026-11-22T08:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-11-22T08:00:00",
    "soon",
    "1795333514",
    41,
    1.7e9,
    1.7e12,
    1e21,
    null,
  ),
  fc.integer({ min: 1e8, max: 2e9 }),
);
const shaped = fc.record(
  {
    id: fc.oneof(text, fc.integer(), fc.constantFrom(null, 1.5)),
    ts,
    model: fc.constantFrom("m", "a model", "-m", "", "a/b", "x".repeat(101), 7),
    version: fc.oneof(text, fc.integer(), fc.constant(null)),
    inputs: group,
    prediction: fc.oneof(
      value,
      fc.record({ label: value, scores: fc.dictionary(name, value, { minKeys: 1, maxKeys: 2, noNullPrototype: true }) }),
    ),
    score: value,
    label: value,
    feedback: group,
    service: group,
    tags: group,
    trace_id: value,
  },
  { requiredKeys: ["model"], noNullPrototype: true },
);

describe("nativeRecordSchema", () => {
  it("agrees with what ingest accepts", { timeout: 60_000 }, () => {
    let accepted = 0;
    fc.assert(
      fc.property(shaped, (record) => {
        const code = verdict(record);
        if (code === "accepted") accepted++;
        // The schema says nothing about the range of times.
        fc.pre(code !== "timestamp_out_of_range");
        expect({ code, schema: nativeRecordSchema.safeParse(JSON.parse(JSON.stringify(record))).success }).toEqual({
          code,
          schema: code === "accepted",
        });
      }),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it("becomes JSON Schema for the OpenAPI document", () => {
    const schema = z.toJSONSchema(nativeRecordSchema);
    const record = schema.$ref ? schema.$defs?.NativeRecord : schema;
    expect(Object.keys(record?.properties ?? {})).toEqual(expect.arrayContaining(["id", "ts", "model", "inputs", "prediction"]));
  });
});
