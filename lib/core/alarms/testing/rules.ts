import {
  type AlarmCondition,
  type AlarmExpression,
  conditionSchema,
  type Reading,
  type RuleDefinition,
  type RuleDefinitionInput,
  ruleDefinitionSchema,
} from "../../contracts/alarm-rules.ts";
import type { PreviewAnswer } from "../../contracts/alarms.ts";
import { columnsFrom } from "../frames.ts";

// What tests of alarms are made of.

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

type ConditionInput = Parameters<typeof conditionSchema.parse>[0];

export function condition(metric: AlarmCondition["metric"], is: object, evidence: "required" | "off" = "required"): AlarmCondition {
  return conditionSchema.parse({ metric, is, evidence } satisfies ConditionInput);
}

export const PSI_OF_AGE: AlarmCondition["metric"] = { kind: "drift", statistic: "psi", column: "age" };

/** PSI of age above 0.2, unless said otherwise. */
export function rule(more: Partial<RuleDefinitionInput> = {}): RuleDefinition {
  const when: AlarmExpression = condition(PSI_OF_AGE, { kind: "above", threshold: 0.2 });
  return ruleDefinitionSchema.parse({ when, ...more });
}

export function reading(value: number | null, more: Partial<Reading> = {}): Reading {
  return { state: "ok", message: null, value, n: 1_000, lower: null, upper: null, p: 1e-9, base: null, base_width: null, ...more };
}

function labelsOf(series: string): Record<string, string> {
  return series === "" ? {} : { column: series.replace("column=", "") };
}

/** A preview of one condition, hourly from 2026-01-01, of one series by name. */
export function preview(
  series: Record<string, { readings: Reading[]; shuffled?: Reading[][] }>,
  more: { step?: number; not_shuffled?: string | null } = {},
): PreviewAnswer {
  const start = Date.UTC(2026, 0, 1);
  const length = Object.values(series)[0]?.readings.length ?? 0;
  const slots = Array.from({ length }, (_, i) => new Date(start + i * (more.step ?? HOUR)).toISOString());
  return {
    model: "bank",
    from: slots[0] ?? new Date(start).toISOString(),
    to: slots[length - 1] ?? new Date(start).toISOString(),
    complete_until: slots[length - 1] ?? new Date(start).toISOString(),
    slots,
    thinned: false,
    conditions: [
      {
        title: "PSI of age",
        unit: "",
        series: Object.entries(series).map(([name, { readings, shuffled = [] }]) => ({
          series: name,
          labels: labelsOf(name),
          readings: columnsFrom(readings),
          shuffled: shuffled.map(columnsFrom),
        })),
        not_shuffled: more.not_shuffled ?? null,
      },
    ],
  };
}
