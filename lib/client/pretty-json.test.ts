import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { prettyJson } from "./pretty-json.ts";

describe("prettyJson", () => {
  test("keeps every digit", () => {
    expect(prettyJson('{"a":0.12345678901234567890,"b":9007199254740993}')).toBe(
      '{\n  "a": 0.12345678901234567890,\n  "b": 9007199254740993\n}',
    );
  });

  test("leaves braces and escapes inside strings alone", () => {
    expect(prettyJson('{"a":"{\\"x\\": [1,2]}"}')).toBe('{\n  "a": "{\\"x\\": [1,2]}"\n}');
  });

  test("keeps what is not JSON", () => {
    expect(prettyJson("")).toBe("");
  });

  test("looks like JSON.stringify does, for any value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });
});
