import { describe, expect, test } from "vitest";
import { ruleDefinitionSchema } from "../contracts/alarm-rules.ts";
import { HISTORY_MINIMUM } from "./baseline.ts";
import { conditionsOf } from "./expression.ts";
import { FAILURES, failureOf, MODEL_TASKS } from "./failures.ts";
import { earlierWindow, historyWindows, windowOf } from "./slots.ts";
import { CHANCE_BUDGET, type ModelFacts, STARTERS, type StarterColumn, starterSet, startersFor } from "./starters.ts";

const column = (
  name: string,
  role: StarterColumn["role"],
  kind: StarterColumn["kind"],
  derived_from: string | null = null,
): StarterColumn => ({
  name,
  role,
  kind,
  ignored: false,
  derived_from,
});
const EVERYTHING: StarterColumn[] = [
  column("age", "input", "numeric"),
  column("job", "input", "categorical"),
  column("photo", "input", "image"),
  ...["brightness", "contrast", "sharpness", "saturation", "width", "height", "aspect"].map((name) =>
    column(`photo.${name}`, "input", "numeric", "photo"),
  ),
  column("message", "input", "text"),
  ...["length", "words", "non_letters", "upper_case", "word_length"].map((name) =>
    column(`message.${name}`, "input", "numeric", "message"),
  ),
  column("prediction", "prediction", "categorical"),
  column("score", "score", "numeric"),
  column("label", "label", "categorical"),
  column("service.latency_ms", "service", "numeric"),
  column("service.memory_mb", "service", "numeric"),
  column("service.error", "service", "boolean"),
];
const facts = (task: string, more: Partial<ModelFacts> = {}): ModelFacts => ({
  task,
  columns: EVERYTHING,
  hasReference: true,
  referenceFigures: {},
  hasLabels: true,
  performanceTask: "binary",
  outputs: { click_through: "feedback.clicked", redo_rate: "feedback.redo", switch_rate: "feedback.switched" },
  window: "1d",
  ...more,
});

describe.each(MODEL_TASKS)("the rules for %s", (task) => {
  const { rules } = starterSet(facts(task));

  test("together keep to one incident in 50 windows without drift", () => {
    const sum = STARTERS.filter(({ tasks }) => tasks.includes(task)).reduce((total, { chance }) => total + chance, 0);
    // Sliding windows cost a factor of two.
    expect(2 * sum).toBeLessThanOrEqual(CHANCE_BUDGET);
  });

  test("are of a full model all in use, and valid", () => {
    expect(rules.length).toBeGreaterThan(12);
    for (const { id, definition, not_applicable } of rules) {
      expect([id, not_applicable]).toEqual([id, null]);
      expect(ruleDefinitionSchema.parse(definition)).toEqual(definition);
    }
  });

  test("each say which failure they are for, and have ids and names of their own", () => {
    for (const { failure } of rules) expect(failureOf(failure)?.tasks).toContain(task);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  });

  test("see every failure of the task, or it says why not", () => {
    const ids = rules.map(({ id }) => id);
    for (const { id, tasks, blind } of FAILURES) {
      if (!tasks.includes(task)) continue;
      const seen = startersFor(id).filter((starter) => ids.includes(starter));
      expect([id, blind === null]).toEqual([id, seen.length > 0]);
    }
  });
});

test("a model without anything gets the rules that need nothing, and reasons for the others", () => {
  const none = { click_through: null, redo_rate: null, switch_rate: null };
  const { rules } = starterSet(
    facts("tabular", { columns: [], hasReference: false, hasLabels: false, performanceTask: null, outputs: none }),
  );
  expect(rules.filter(({ not_applicable }) => not_applicable === null).map(({ id }) => id)).toEqual([
    "no-records",
    "volume-drop",
    "volume-surge",
    "late-counting",
    "no-output",
  ]);
  expect(rules.find(({ id }) => id === "input-drift")!.not_applicable).toBe("The model has no reference to compare with.");
  expect(rules.find(({ id }) => id === "latency")!.not_applicable).toContain("service.latency_ms");
  for (const { definition } of rules) expect(ruleDefinitionSchema.parse(definition)).toEqual(definition);
});

test("ignored columns do not count", () => {
  const ignored = EVERYTHING.map((one) => ({ ...one, ignored: true }));
  expect(starterSet(facts("vision", { columns: ignored })).rules.find(({ id }) => id === "dimmed-lamps")!.not_applicable).toBe(
    "The model has no image input.",
  );
});

test("the window sets how often rules look: about four times a window", () => {
  const every = (window: string) => starterSet(facts("tabular", { window })).rules.find(({ id }) => id === "input-drift")!.definition.every;
  expect(["1h", "6h", "1d", "7d", "4w"].map(every)).toEqual(["15m", "1h", "6h", "1d", "1w"]);
});

test("an unknown task gets the rules of tables", () => expect(starterSet(facts("graphs")).task).toBe("tabular"));

test("a regression is judged by its error, and has no scores", () => {
  const { rules } = starterSet(facts("tabular", { performanceTask: "regression" }));
  expect(JSON.stringify(rules.find(({ id }) => id === "performance-drop")!.definition.when)).toContain('"metric":"mae"');
  expect(rules.find(({ id }) => id === "concept-drift")!.not_applicable).toBe("Its labels are not classes.");
});

test.each(["1h", "6h", "1d", "7d", "28d"])(
  "with a window of %s every band from history has windows to be made of, and no window is held against itself",
  (window) => {
    const at = Date.UTC(2026, 10, 22);
    for (const task of MODEL_TASKS) {
      for (const { id, definition } of starterSet(facts(task, { window })).rules) {
        for (const { is } of conditionsOf(definition.when)) {
          if (is.kind === "history") expect([id, historyWindows(definition, at, is).length >= HISTORY_MINIMUM]).toEqual([id, true]);
          if (is.kind === "change")
            expect([id, earlierWindow(definition, at, is.period).to <= windowOf(definition, at).from]).toEqual([id, true]);
        }
      }
    }
  },
);
