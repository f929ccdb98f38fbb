import { describe, expect, test } from "vitest";
import type { DriftAnswer } from "#core/contracts/drift.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { emptyReason } from "./drift-states.tsx";

const model = (records: number, waiting: number) => ({ records, health: { waiting } }) as unknown as ModelDetail;
const drift = (records: number, hasReference: boolean) =>
  ({ records, reference: hasReference ? { id: 1 } : null }) as unknown as DriftAnswer;

describe("why a page has nothing to compare", () => {
  test.each([
    ["nothing was ever sent", model(0, 0), drift(0, false), "no_records"],
    ["all that was sent waits to be counted", model(0, 500), drift(0, false), "counting"],
    ["the window holds nothing", model(500, 0), drift(0, true), "no_data"],
    ["there is nothing to compare with", model(500, 0), drift(500, false), "no_reference"],
    ["there is a comparison", model(500, 20), drift(480, true), null],
  ] as const)("%s", (_, of, answer, reason) => {
    expect(emptyReason(of, answer)).toBe(reason);
  });
});
