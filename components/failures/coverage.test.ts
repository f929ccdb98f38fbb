import { expect, it } from "vitest";
import type { StarterSet } from "#core/contracts/alarms.ts";
import { byCoverage, coverageOf, type Failure } from "./coverage.ts";

const failure = (changes: Partial<Failure> = {}): Failure => ({
  id: "outage",
  title: "Nothing comes",
  story: "",
  sign: "",
  tasks: ["tabular", "text"],
  alarms: [],
  starters: [],
  blind: null,
  ...changes,
});
const alarm = (model: string | null, enabled = true) => ({ id: 1, name: "Silent", model, enabled });
const starters = (model: string) =>
  ({
    model,
    rules: [
      { id: "no-records", failure: "outage", alarm: null },
      { id: "used", failure: "outage", alarm: 3 },
      { id: "other", failure: "drift", alarm: null },
    ],
  }) as StarterSet;

it("counts an alarm for its own model only, and one of Tidemark itself for every model", () => {
  expect(coverageOf(failure({ alarms: [alarm("churn")] }), "churn", undefined).kind).toBe("seen");
  expect(coverageOf(failure({ alarms: [alarm("churn")] }), "fraud", undefined).kind).toBe("unseen");
  expect(coverageOf(failure({ alarms: [alarm("churn")] }), null, undefined).kind).toBe("seen");
  expect(coverageOf(failure({ alarms: [alarm(null)] }), "fraud", undefined).kind).toBe("seen");
});

it("does not take an alarm that is off for one that sees", () => {
  expect(coverageOf(failure({ alarms: [alarm("churn", false)] }), "churn", undefined).kind).toBe("off");
});

it("offers the model's own starters that are not in use", () => {
  expect(coverageOf(failure(), "churn", starters("churn")).starters.map(({ id }) => id)).toEqual(["no-records"]);
  expect(coverageOf(failure(), "churn", starters("fraud")).starters).toEqual([]);
});

it("puts what nothing sees first and what cannot be seen last, of the task that is asked for", () => {
  const list = [
    failure({ id: "a", blind: "It is not in the logs." }),
    failure({ id: "b", alarms: [alarm("churn")] }),
    failure({ id: "c" }),
    failure({ id: "d", tasks: ["vision"] }),
    failure({ id: "e", alarms: [alarm("churn", false)] }),
  ];
  expect(byCoverage(list, null, "churn", undefined).map(({ failure: { id } }) => id)).toEqual(["c", "d", "e", "b", "a"]);
  expect(byCoverage(list, "text", "churn", undefined).map(({ failure: { id } }) => id)).toEqual(["c", "e", "b", "a"]);
});
