import type { PatchModel } from "#client/api/models.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { FEEDBACK_METRIC_IDS, type FeedbackMetricId, type Silence } from "#core/performance/output-columns.ts";
import type { Task } from "#core/performance/types.ts";
import type { ValueSetting } from "#core/performance/value-matrix.ts";

/** A choice that leaves it to the data, or to custom. */
export const AUTO = "";
/** A metric that the model does not have; no column is called so, for all have a dot. */
export const NONE = "none";

/** What is on the form: numbers as they are typed. */
export interface PerformanceForm {
  task: Task | typeof AUTO;
  positive: string;
  unit: string;
  /** By label and prediction, in the order of the classes; empty: worth what other cases are. */
  cells: string[][];
  otherwise: string;
  outputs: Record<FeedbackMetricId, string>;
  silence: Silence;
}

/** The classes that the form has rows for: those in force, then those that only the stored values name. */
export function formClasses(model: ModelDetail, inForce: readonly string[] | null): string[] {
  const cells = Object.entries(model.value_matrix?.cells ?? {});
  return [...new Set([...(inForce ?? []), ...cells.flatMap(([label, row]) => [label, ...Object.keys(row)])])];
}

export function formOf(model: ModelDetail, classes: readonly string[]): PerformanceForm {
  const values = model.value_matrix;
  const cell = (label: string, prediction: string) => {
    const row = values && Object.hasOwn(values.cells, label) ? values.cells[label] : undefined;
    return row && Object.hasOwn(row, prediction) ? String(row[prediction]) : "";
  };
  const output = (id: FeedbackMetricId) => {
    const column = model.output_columns?.[id];
    return column === undefined ? AUTO : (column ?? NONE);
  };
  return {
    task: model.performance_task ?? AUTO,
    positive: model.positive_class ?? AUTO,
    unit: values?.unit ?? "",
    cells: classes.map((label) => classes.map((prediction) => cell(label, prediction))),
    otherwise: values ? String(values.otherwise) : "",
    outputs: { click_through: output("click_through"), redo_rate: output("redo_rate"), switch_rate: output("switch_rate") },
    silence: model.output_columns?.silence ?? "no",
  };
}

/** Null: it is no number that can be used. Empty text is none either. */
export function numberOf(text: string): number | null {
  const trimmed = text.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return Math.abs(value) <= 1e12 ? value : null;
}

/** The typed values; null when there are none, "invalid" as long as one is no number. */
export function typedValues(form: PerformanceForm, classes: readonly string[]): ValueSetting | null | "invalid" {
  const texts = [...form.cells.flat(), form.otherwise].filter((text) => text.trim() !== "");
  if (texts.length === 0) return null;
  if (texts.some((text) => numberOf(text) === null)) return "invalid";
  const cells: ValueSetting["cells"] = {};
  classes.forEach((label, i) => {
    const row = classes.flatMap((prediction, j) => {
      const value = numberOf(form.cells[i]?.[j] ?? "");
      return value === null ? [] : [[prediction, value] as const];
    });
    if (row.length > 0) cells[label] = Object.fromEntries(row);
  });
  return { unit: form.unit.trim(), cells, otherwise: numberOf(form.otherwise) ?? 0 };
}

/** What is to be sent: only what differs from the model. Null while a value is no number. */
export function patchOf(form: PerformanceForm, model: ModelDetail, classes: readonly string[]): PatchModel | null {
  const values = typedValues(form, classes);
  if (values === "invalid") return null;
  const before = formOf(model, classes);
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const isSameOutputs = same(form.outputs, before.outputs) && form.silence === before.silence;
  return {
    ...(form.task !== before.task && { performance_task: form.task === AUTO ? null : form.task }),
    ...(form.positive !== before.positive && { positive_class: form.positive === AUTO ? null : form.positive }),
    ...(!same(values, typedValues(before, classes)) && { value_matrix: values }),
    ...(!isSameOutputs && { output_columns: outputsOf(form) }),
  };
}

function outputsOf({ outputs, silence }: PerformanceForm): NonNullable<PatchModel["output_columns"]> | null {
  const set = FEEDBACK_METRIC_IDS.filter((id) => outputs[id] !== AUTO);
  if (set.length === 0 && silence === "no") return null;
  return { ...Object.fromEntries(set.map((id) => [id, outputs[id] === NONE ? null : outputs[id]])), silence };
}
