import { z } from "zod";
import type { ValueMatrix } from "./metrics/business-value.ts";
import type { ClassificationSpec } from "./types.ts";

/** Beyond this sums would lose cents. */
const LARGEST = 1e12;
const valueSchema = z.number().min(-LARGEST).max(LARGEST);

/** What a person says each case is worth: `cells[label][prediction]`, costs negative. */
export const valueSettingSchema = z
  .strictObject({
    /** Written behind the figures, e.g. EUR. */
    unit: z.string().max(20),
    cells: z.record(z.string(), z.record(z.string(), valueSchema)),
    /** Of every case that is not among the cells, classes that are not known yet included. */
    otherwise: valueSchema,
  })
  .meta({ id: "ValueMatrix" });
export type ValueSetting = z.infer<typeof valueSettingSchema>;

/** The worth of one case: names of label and prediction, null for classes that are not listed. */
function worth({ cells, otherwise }: ValueSetting, label: string | null, prediction: string | null): number {
  if (label === null || prediction === null || !Object.hasOwn(cells, label)) return otherwise;
  const row = cells[label] as Record<string, number>;
  return Object.hasOwn(row, prediction) ? (row[prediction] as number) : otherwise;
}

/** The setting in the order of a spec's classes, (K + 1) x (K + 1) with `other` last: what `businessValue` takes. Cells of unknown classes are left out. */
export function valuesInOrder(setting: ValueSetting, { classes }: Pick<ClassificationSpec, "classes">): ValueMatrix {
  const names = [...classes, null];
  return names.map((label) => names.map((prediction) => worth(setting, label, prediction)));
}

/** Reads a stored setting; null when none was stored, or what was stored is none. */
export function readValueSetting(stored: unknown): ValueSetting | null {
  return valueSettingSchema.safeParse(stored).data ?? null;
}

/** The classes that the cells name and that are not among `classes`, with where: `label` or `label`/`prediction`. In the order of the cells. */
export function unknownCells({ cells }: ValueSetting, classes: ReadonlySet<string>): { path: string[]; name: string }[] {
  return Object.entries(cells).flatMap(([label, row]) => [
    ...(classes.has(label) ? [] : [{ path: [label], name: label }]),
    ...Object.keys(row).flatMap((prediction) => (classes.has(prediction) ? [] : [{ path: [label, prediction], name: prediction }])),
  ]);
}

export interface SettledValue {
  /** Of all n predictions, in the unit of the setting. */
  total: number;
  /** Total / n; null when n is 0. */
  mean: number | null;
  n: number;
}

/** What a confusion matrix is worth: `counts[label][prediction]`, names in the same order, null for the other classes. No counts: a total of 0. */
export function settle(setting: ValueSetting, names: readonly (string | null)[], counts: readonly (readonly number[])[]): SettledValue {
  let total = 0;
  let n = 0;
  names.forEach((label, i) => {
    names.forEach((prediction, j) => {
      const count = counts[i]?.[j] ?? 0;
      n += count;
      if (count > 0) total += count * worth(setting, label, prediction);
    });
  });
  return { total, mean: n > 0 ? total / n : null, n };
}
