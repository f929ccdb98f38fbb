import { expect, test } from "vitest";
import { cellText } from "./cell-text.ts";

test.each([
  [undefined, ""],
  [null, "null"],
  [0.123456789, "0.123457"],
  [41, "41"],
  [false, "false"],
  ["pro", "pro"],
  [`data:image/png;base64,${"A".repeat(4096)}`, "image, 3 KiB"],
])("%s is shown as %s", (value, text) => expect(cellText(value)).toBe(text));
