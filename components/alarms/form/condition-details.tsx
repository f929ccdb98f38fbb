"use client";

import type { AlarmCondition } from "#core/contracts/alarm-rules.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import type { Column } from "#core/contracts/models.ts";
import { STATISTICS, statisticInfo } from "#core/statistics/catalogue.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Field, Label } from "../../ui/label.tsx";
import { Select } from "../../ui/select.tsx";
import { Fold } from "./fold.tsx";
import { NumberField } from "./number-field.tsx";
import { comparisonFor } from "./usual-comparison.ts";

interface ConditionDetailsProps {
  id: string;
  condition: AlarmCondition;
  /** The column it is about; undefined: many, or none. */
  column: Column | undefined;
  unit: string;
  /** Of the rule. */
  window: string;
  onChange: (condition: AlarmCondition) => void;
}

/** What goes without saying for most: which statistic, evidence, and two more thresholds. */
export function ConditionDetails({ id, condition, column, unit, window, onChange }: ConditionDetailsProps) {
  const { metric, is } = condition;
  const binning = column === undefined ? null : column.kind === "numeric" || column.kind === "timestamp" ? "numeric" : "categorical";
  const statistics = STATISTICS.filter(({ applies }) => binning === null || applies.includes(binning));
  return (
    <Fold inner title="Statistic, evidence, further thresholds">
      {(metric.kind === "drift" || metric.kind === "role_drift") && (
        <Field label="Statistic" hint={statisticInfo(metric.statistic).meaning}>
          {(ids) => (
            <Select<StatisticId>
              {...ids}
              className="w-full"
              value={metric.statistic}
              options={statistics.map(({ id: value, title }) => ({ value, label: title }))}
              onValueChange={(statistic) => {
                const next = { ...metric, statistic };
                onChange({ ...condition, metric: next, is: comparisonFor(next, window) });
              }}
            />
          )}
        </Field>
      )}
      <div className="flex items-start gap-2">
        <Checkbox
          id={`${id}-evidence`}
          className="mt-0.5"
          checked={condition.evidence === "required"}
          onCheckedChange={(checked) => onChange({ ...condition, evidence: checked === true ? "required" : "off" })}
        />
        <Label htmlFor={`${id}-evidence`} className="font-normal text-pretty">
          Only when it cannot be chance: beyond the threshold is not enough, p must be 0.001 or less
        </Label>
      </div>
      {(is.kind === "above" || is.kind === "below") && (
        <div className="grid gap-3 sm:grid-cols-2">
          <NumberField
            label={`Critical ${is.kind}`}
            unit={unit}
            optional
            value={is.critical}
            onChange={(critical) => onChange({ ...condition, is: { ...is, critical } })}
          />
          <NumberField
            label={`Over when back ${is.kind === "above" ? "below" : "above"}`}
            unit={unit}
            optional
            value={is.clear}
            onChange={(clear) => onChange({ ...condition, is: { ...is, clear } })}
          />
        </div>
      )}
    </Fold>
  );
}
