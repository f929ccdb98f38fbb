import { expect, test } from "vitest";
import { wholeExtent } from "./whole-extent.ts";

test("all data is shown in whole days", () => {
  expect(wholeExtent("2026-11-01T09:30:00.000Z", "2026-11-03T00:00:00.000Z")).toEqual({
    from: "2026-11-01T00:00:00.000Z",
    to: "2026-11-04T00:00:00.000Z",
  });
});
