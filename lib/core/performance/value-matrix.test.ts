import fc from "fast-check";
import { expect, it } from "vitest";
import { performanceOf } from "./accumulate.ts";
import { confusionView } from "./curves/confusion-view.ts";
import { businessValue } from "./metrics/business-value.ts";
import { multiclassSpec } from "./spec.ts";
import type { ClassificationProfile } from "./types.ts";
import { readValueSetting, settle, unknownCells, type ValueSetting, valuesInOrder } from "./value-matrix.ts";

const SETTING: ValueSetting = { unit: "EUR", cells: { no: { yes: -2 }, yes: { no: -50, yes: 100 } }, otherwise: 0 };

it("follows the order of the classes; what no cell names is worth `otherwise`", () => {
  expect(valuesInOrder(SETTING, { classes: ["no", "yes"] })).toEqual([
    [0, -2, 0],
    [-50, 100, 0],
    [0, 0, 0],
  ]);
  expect(valuesInOrder({ ...SETTING, otherwise: -7 }, { classes: ["yes", "no"] })).toEqual([
    [100, -50, -7],
    [-2, -7, -7],
    [-7, -7, -7],
  ]);
  // Names that objects have by themselves are names like any other.
  expect(valuesInOrder({ unit: "", cells: { a: { a: 1 } }, otherwise: 0 }, { classes: ["constructor", "a"] })[0]).toEqual([0, 0, 0]);
});

it("names the cells of classes that nobody has seen", () => {
  expect(unknownCells(SETTING, new Set(["no", "yes"]))).toEqual([]);
  expect(unknownCells(SETTING, new Set(["no", "ja"]))).toEqual([
    { path: ["no", "yes"], name: "yes" },
    { path: ["yes"], name: "yes" },
    { path: ["yes", "yes"], name: "yes" },
  ]);
});

it("reads what was stored, and nothing else", () => {
  expect(readValueSetting(JSON.parse(JSON.stringify(SETTING)))).toEqual(SETTING);
  for (const stored of [null, undefined, [], { unit: "EUR" }, { ...SETTING, cells: { no: { yes: "2" } } }, { ...SETTING, otherwise: 1e13 }])
    expect(readValueSetting(stored)).toBeNull();
});

it("settles a shown confusion matrix to the total of the metric", () => {
  const classes = ["a", "b", "c"];
  const name = fc.constantFrom("a", "b", "c", "unheard of");
  const value = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ label: name, prediction: name }), { maxLength: 60 }),
      fc.dictionary(name, fc.dictionary(name, value)),
      value,
      (outcomes, cells, otherwise) => {
        const spec = multiclassSpec(classes);
        const profile = performanceOf(spec, outcomes) as ClassificationProfile;
        const setting = { unit: "", cells, otherwise };
        const { names, counts } = confusionView(profile, spec);
        const settled = settle(setting, names, counts);
        const metric = businessValue(profile, valuesInOrder(setting, spec));
        expect(settled.n).toBe(outcomes.length);
        expect(settled.total).toBe(metric.total ?? 0);
        expect(settled.mean).toBe(metric.value);
      },
    ),
  );
});
