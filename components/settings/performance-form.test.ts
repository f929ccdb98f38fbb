import { describe, expect, it } from "vitest";
import type { ModelDetail } from "#core/contracts/models.ts";
import { AUTO, formClasses, formOf, NONE, numberOf, patchOf, typedValues } from "./performance-form.ts";

// Only what the form reads.
const model = (change: Partial<ModelDetail> = {}) =>
  ({ performance_task: null, positive_class: null, value_matrix: null, output_columns: null, ...change }) as ModelDetail;
const CLASSES = ["no", "yes"];
const MATRIX = { unit: "EUR", cells: { no: { yes: -2 }, yes: { no: -50, yes: 100 } }, otherwise: 0 };

describe("the form", () => {
  it("shows what is set, and asks for nothing when nothing was changed", () => {
    const set = model({
      performance_task: "binary",
      positive_class: "yes",
      value_matrix: MATRIX,
      output_columns: { click_through: "feedback.click", redo_rate: null, silence: "unknown" },
    });
    const form = formOf(set, CLASSES);
    expect(form).toMatchObject({
      task: "binary",
      positive: "yes",
      cells: [
        ["", "-2"],
        ["-50", "100"],
      ],
      otherwise: "0",
      outputs: { click_through: "feedback.click", redo_rate: NONE, switch_rate: AUTO },
      silence: "unknown",
    });
    expect(typedValues(form, CLASSES)).toEqual(MATRIX);
    expect(patchOf(form, set, CLASSES)).toEqual({});
    expect(patchOf(formOf(model(), CLASSES), model(), CLASSES)).toEqual({});
  });

  it("asks for what was changed, and takes back what was emptied", () => {
    const set = model({ performance_task: "binary", value_matrix: MATRIX, output_columns: { redo_rate: null } });
    const form = formOf(set, CLASSES);
    const empty = {
      ...form,
      cells: [
        ["", " "],
        ["", ""],
      ],
      otherwise: "",
      task: AUTO,
      positive: "no",
    } as const;
    expect(patchOf({ ...empty, cells: empty.cells.map((row) => [...row]) }, set, CLASSES)).toEqual({
      performance_task: null,
      positive_class: "no",
      value_matrix: null,
    });
    expect(
      patchOf(
        {
          ...form,
          cells: [
            ["", "-2.50"],
            ["-50", "1e2"],
          ],
        },
        set,
        CLASSES,
      ),
    ).toEqual({
      value_matrix: { ...MATRIX, cells: { no: { yes: -2.5 }, yes: { no: -50, yes: 100 } } },
    });
    const outputs = { ...form.outputs, redo_rate: AUTO, switch_rate: "feedback.typed" };
    expect(patchOf({ ...form, outputs }, set, CLASSES)).toEqual({ output_columns: { switch_rate: "feedback.typed", silence: "no" } });
    expect(patchOf({ ...form, outputs: { ...form.outputs, redo_rate: AUTO } }, set, CLASSES)).toEqual({ output_columns: null });
  });

  it("keeps values of classes that are no longer among those in force", () => {
    const set = model({ value_matrix: { ...MATRIX, cells: { ...MATRIX.cells, gone: { no: 7 } } } });
    const classes = formClasses(set, CLASSES);
    expect(classes).toEqual(["no", "yes", "gone"]);
    expect(patchOf({ ...formOf(set, classes), unit: "USD" }, set, classes)).toMatchObject({
      value_matrix: { unit: "USD", cells: { gone: { no: 7 } } },
    });
    expect(formClasses(model(), null)).toEqual([]);
  });
});

it.each([
  ["1", 1],
  [" -2.5 ", -2.5],
  ["+.5", 0.5],
  ["1e3", 1000],
  ["1e13", null],
  ["1,5", null],
  ["0x10", null],
  ["", null],
  ["-", null],
  ["Infinity", null],
])("%j is read as %j", (text, value) => {
  expect(numberOf(text)).toBe(value);
});

it("does not send what is no number", () => {
  const form = formOf(model(), CLASSES);
  expect(patchOf({ ...form, otherwise: "a lot" }, model(), CLASSES)).toBeNull();
});
