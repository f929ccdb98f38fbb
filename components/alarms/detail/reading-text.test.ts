import { expect, it } from "vitest";
import type { Reading } from "#core/contracts/alarm-rules.ts";
import { readingText } from "./reading-text.ts";

const reading: Reading = {
  state: "ok",
  message: null,
  value: 0.312,
  n: 1204,
  lower: null,
  upper: null,
  p: 1e-9,
  base: null,
  base_width: null,
};

it("says what was read, on how many records, and whether it may be chance", () => {
  expect(readingText(reading, "")).toBe("0.312 on 1,204 records, p < 0.001");
  expect(readingText({ ...reading, n: 1, p: 0.2 }, "share")).toBe("31.2% on 1 record, p = 0.20");
  expect(readingText({ ...reading, value: null, state: "no_data", n: 0 }, "")).toBe("no records");
  expect(readingText({ ...reading, value: null, state: "error", message: "The column is gone." }, "")).toBe("The column is gone.");
  expect(readingText({ ...reading, value: 300, n: 300, p: null }, "count")).toBe("300");
  expect(readingText(undefined, "")).toBe("nothing read yet");
});
