import { describe, expect, it } from "vitest";
import { accept, NOW, validate } from "./testing.ts";
import type { Rejection } from "./types.ts";
import { isRejection } from "./validate.ts";

const reject = (json: string | object, model?: string) => {
  const result = validate(json, model);
  return isRejection(result) ? [result.code, result.pointer] : "accepted";
};
const cells = (json: string | object) => Object.fromEntries(accept(json).cells.map((c) => [c.column, c.value]));

describe("validateRecord", () => {
  it("reads the native record in full", () => {
    const record = accept({
      id: "r-1",
      ts: "2026-11-22T08:00:00.000Z",
      model: "churn",
      version: "3",
      inputs: { age: 41, plan: "pro", photo: { image: "data:image/png;base64,AA" } },
      prediction: "leave",
      score: 0.83,
      label: "stay",
      feedback: { clicked: true, redo: false },
      service: { latency_ms: 12.5, memory_mb: 512 },
      tags: { country: "KR" },
      trace_id: "t-9",
    });
    expect(record).toEqual({
      index: 0,
      id: "r-1",
      idIsMade: false,
      kind: "prediction",
      ts: NOW,
      tsIsDefaulted: false,
      model: "churn",
      version: "3",
      correction: false,
      extra: new Map([["trace_id", '"t-9"']]),
      cells: [
        { column: "age", role: "input", value: 41 },
        { column: "plan", role: "input", value: "pro" },
        { column: "photo", role: "input", value: "data:image/png;base64,AA", image: true },
        { column: "prediction", role: "prediction", value: "leave" },
        { column: "score", role: "score", value: 0.83 },
        { column: "label", role: "label", value: "stay" },
        { column: "feedback.clicked", role: "feedback", value: true },
        { column: "feedback.redo", role: "feedback", value: false },
        { column: "service.latency_ms", role: "service", value: 12.5 },
        { column: "service.memory_mb", role: "service", value: 512 },
        { column: "tags.country", role: "tag", value: "KR" },
      ],
    });
  });

  it("knows the names that other sources use; the own name wins, and what loses is kept", () => {
    const record = accept({
      prediction_id: "p",
      "@timestamp": "2026-11-22T07:00:00Z",
      model_name: "m",
      model_version: 2,
      features: { a: 1 },
      output: "x",
      ground_truth: "y",
      date: 5,
    });
    expect([record.id, record.ts, record.model, record.version]).toEqual(["p", NOW - 3_600_000, "m", "2"]);
    expect(record.cells.map((c) => c.column)).toEqual(["a", "prediction", "label"]);
    expect([...record.extra]).toEqual([["date", "5"]]);
    expect([...accept({ timestamp: "not looked at", ts: NOW, model: "m" }).extra]).toEqual([["timestamp", '"not looked at"']]);
  });

  it("keeps an input apart from the column whose name it has", () => {
    expect(
      cells({ model: "m", inputs: { score: 1, label: 2, "tags.x": 3, "inputs.y": 4, "": 5, tag: 6 }, score: 0.5, tags: { x: "z" } }),
    ).toEqual({
      "inputs.score": 1,
      "inputs.label": 2,
      "inputs.tags.x": 3,
      "inputs.inputs.y": 4,
      "inputs.": 5,
      tag: 6,
      score: 0.5,
      "tags.x": "z",
    });
  });

  it("takes scores by class, in the prediction or beside it", () => {
    expect(cells({ model: "m", prediction: { label: "yes", scores: { yes: 0.8, no: 0.2 } } })).toEqual({
      prediction: "yes",
      "score.yes": 0.8,
      "score.no": 0.2,
    });
    expect(cells({ model: "m", prediction: "yes", score: { yes: 0.8 } })).toEqual({ prediction: "yes", "score.yes": 0.8 });
    expect(cells({ model: "m", prediction: { label: "yes", scores: { yes: 0.8 } }, score: { yes: 0.9 } })).toEqual({
      prediction: "yes",
      "score.yes": 0.9,
    });
    expect(cells({ model: "m", prediction: { box: [1, 2] } })).toEqual({ prediction: { json: '{"box":[1,2]}' } });
  });

  it("does not lose the record for a wrong value: it is kept as it came", () => {
    expect(cells('{"model":"m","inputs":{"a":[1,9007199254740993],"b":{"image":1},"c":1e999,"d":null,"e":""}}')).toEqual({
      a: { json: "[1,9007199254740993]" },
      b: { json: '{"image":1}' },
      c: { raw: "1e999" },
      d: null,
      e: "",
    });
    expect(cells({ model: "m", inputs: [1, 2], feedback: "good" })).toEqual({ inputs: { json: "[1,2]" }, feedback: "good" });
  });

  it.each([
    [{ inputs: {} }, "prediction"],
    [{ label: 1, feedback: { a: 1 } }, "label"],
    [{ feedback: { a: 1 }, service: { b: 1 } }, "feedback"],
    [{ service: { b: 1 } }, "service"],
    [{ label: 1, prediction: 0 }, "prediction"],
    [{ whatever: 1 }, "prediction"],
  ])("%j is a %s", (fields, kind) => {
    expect(accept({ model: "m", ...fields }).kind).toBe(kind);
  });

  it("makes an id and a ts where none came, and says so", () => {
    const record = accept('{"model":"m"}');
    expect([record.id, record.idIsMade, record.ts, record.tsIsDefaulted]).toEqual(["made-13", true, NOW, true]);
    expect(accept({ model: "m", id: null, ts: null })).toMatchObject({ idIsMade: true, tsIsDefaulted: true });
  });

  it("takes an integer id as its digits", () => {
    expect(accept({ model: "m", id: 42 }).id).toBe("42");
  });

  it("brings names, categories and ids to one form of Unicode", () => {
    const record = accept({ model: "e\u0301", id: "u\u0308", inputs: { "e\u0301": "a\u030a" } });
    expect([record.model, record.id, record.cells[0]]).toEqual(["\u00e9", "\u00fc", { column: "\u00e9", role: "input", value: "\u00e5" }]);
    expect(accept('{"model":"m","inputs":{"e\\u0301":1,"\\u00e9":2}}').cells).toEqual([{ column: "\u00e9", role: "input", value: 2 }]);
  });

  it.each([
    ['{"model":"m","id":9007199254740993}', "id_must_be_string", "/id"],
    ['{"model":"m","id":1.5}', "id_must_be_string", "/id"],
    ['{"model":"m","id":{}}', "id_must_be_string", "/id"],
    ['{"model":"m","id":""}', "invalid_id", "/id"],
    [`{"model":"m","request_id":"${"é".repeat(101)}"}`, "invalid_id", "/request_id"],
    ['{"id":"1"}', "model_missing", "/model"],
    ['{"model":""}', "invalid_model", "/model"],
    ['{"model":["m"]}', "invalid_model", "/model"],
    [`{"model":"${"m".repeat(201)}"}`, "invalid_model", "/model"],
    ['{"model":".."}', "invalid_model", "/model"],
    ['{"model":"m","ts":"2026-02-30T00:00:00Z"}', "invalid_timestamp", "/ts"],
    ['{"model":"m","ts":"2026-11-22T08:00:00"}', "invalid_timestamp", "/ts"],
    ['{"model":"m","@timestamp":true}', "invalid_timestamp", "/@timestamp"],
    ['{"model":"m","ts":"2026-11-22T08:10:01Z"}', "timestamp_out_of_range", "/ts"],
    ['{"model":"m","ts":"9999-01-01T00:00:00Z"}', "timestamp_out_of_range", "/ts"],
    ['{"model":"m","ts":"0000-01-01T00:00:00Z"}', "timestamp_out_of_range", "/ts"],
    ['{"model":"m","inputs":{"__proto__":1}}', "reserved_name", "/inputs/__proto__"],
    ['{"model":"m","inputs":{"\\u005f_proto__":1}}', "reserved_name", "/inputs/__proto__"],
    ['{"model":"m","tags":{"constructor":"x"}}', "reserved_name", "/tags/constructor"],
    ['{"model":"m","__proto__":{"a":1}}', "reserved_name", "/__proto__"],
    ['{"model":"m","inputs":{"a":"x\\u0000y"}}', "nul_character", "/inputs/a"],
    ['{"model":"m","x":[{"\\u0000":1}]}', "nul_character", "/x/0/\u2400"],
    ['{"model":"m","inputs":{"a/b":"\\ud800"}}', "invalid_string", "/inputs/a~1b"],
    ['{"model":"m","id":"\\udc00"}', "invalid_string", "/id"],
    [`{"model":"m","inputs":{"${"n".repeat(201)}":1}}`, "name_too_long", `/inputs/${"n".repeat(201)}`],
    ['{"model":"m","op":"correct","id":"1"}', "invalid_correction", ""],
    ['{"model":"m","op":"correct","id":"1","label":1,"inputs":{"a":1}}', "invalid_correction", "/inputs"],
  ])("rejects %s", (json, code, pointer) => {
    expect(reject(json)).toEqual([code, pointer]);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });

  it("rejects more than 500 columns", () => {
    const inputs = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`c${i}`, i]));
    expect(accept({ model: "m", inputs: inputs(500) }).cells).toHaveLength(500);
    expect(reject({ model: "m", inputs: inputs(501) })).toEqual(["too_many_columns", "/inputs"]);
  });

  it("takes the request's model, and no other", () => {
    expect(accept({ id: "1" }, "churn").model).toBe("churn");
    expect(accept({ id: "1", model: "churn" }, "churn").model).toBe("churn");
    expect(reject({ id: "1", model: "fraud" }, "churn")).toEqual(["model_mismatch", "/model"]);
  });

  it("reads a correction", () => {
    expect(accept({ id: "1", model: "m", label: "stay", op: "correct" })).toMatchObject({ correction: true, kind: "label" });
  });

  it("keeps what was rejected as it came, and its id in a form that can be shown", () => {
    const text = '{"id":"a\\u0000b","model":"m"}';
    const result = validate(text) as Rejection;
    expect(new TextDecoder().decode(result.raw)).toBe(text);
    expect(result.id).toBe("a\u2400b");
  });
});
