import { expect, test } from "vitest";
import type { Health } from "#core/contracts/models.ts";
import { worstVerdict } from "./concept-badge.tsx";

type Result = NonNullable<Health["concept"]>["result"];
const health = (verdict: Health["verdict"], result: Result | null) => ({ verdict, concept: result && { result } }) as Health;

test.each([
  ["stable", null, "stable"],
  ["stable", "concept_drift", "drift"],
  ["stable", "data_drift_without_harm", "warning"],
  ["drift", "stable", "drift"],
  ["warning", "data_drift_with_harm", "drift"],
  // Too few labels take nothing from what the columns say.
  ["stable", "not_enough_labels", "stable"],
  ["no_reference", null, "no_reference"],
] as const)("columns %s, standing %s: %s", (verdict, result, worst) => expect(worstVerdict(health(verdict, result))).toBe(worst));
