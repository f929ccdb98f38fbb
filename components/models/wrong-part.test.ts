import { expect, it } from "vitest";
import { ApiError } from "#client/api/error.ts";
import { wrongPart } from "./wrong-part.ts";

const answered = (status: number, code: string, errors?: { pointer: string; detail: string }[]) =>
  new ApiError({ status, code, detail: "said", path: "/api/v1/models/test/drift", errors });

it("tells a part that is not there from what is wrong otherwise", () => {
  expect(wrongPart(answered(404, "unknown_slice"))).toBe("slice");
  expect(wrongPart(answered(422, "invalid_query", [{ pointer: "?slice", detail: "is no slice" }]))).toBe("slice");
  expect(wrongPart(answered(404, "unknown_version"))).toBe("version");
  expect(wrongPart(answered(422, "invalid_query", [{ pointer: "?step", detail: "too fine" }]))).toBeNull();
  expect(wrongPart(answered(503, "busy"))).toBeNull();
  expect(wrongPart(new Error("unknown_slice"))).toBeNull();
  expect(wrongPart(null)).toBeNull();
});
