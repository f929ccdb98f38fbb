import { expect, test } from "vitest";
import { hasTime, modelOfPath, routes } from "./routes.ts";

test.each(["bank", "Card fraud 2", "수요 예측", "a.b_c-d"])("the pages of %s lead back to it", (model) => {
  expect(modelOfPath(routes.drift(model))).toBe(model);
  expect(modelOfPath(routes.settings(model))).toBe(model);
  expect(hasTime(routes.records(model))).toBe(true);
  expect(hasTime(routes.performance(model))).toBe(true);
  expect(hasTime(routes.settings(model))).toBe(false);
});

test("a broken escape is no reason to fall over", () => expect(modelOfPath("/models/%E0%A4%A")).toBe("%E0%A4%A"));
test("other pages have no model", () => expect(modelOfPath("/connect")).toBeNull());
