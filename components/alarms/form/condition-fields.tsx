"use client";

import { Trash2 } from "lucide-react";
import { useId } from "react";
import { metricInfo } from "#core/alarms/metrics.ts";
import type { AlarmCondition } from "#core/contracts/alarm-rules.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/label.tsx";
import { Select } from "../../ui/select.tsx";
import { ComparisonFields } from "./comparison-fields.tsx";
import { ConditionDetails } from "./condition-details.tsx";
import { MetricFields } from "./metric-fields.tsx";
import { columnsFor, conditionFor, lacks, metricFor, SUBJECTS, type SubjectId, subjectInfo, subjectOf, usualFor } from "./subjects.ts";

interface ConditionFieldsProps {
  condition: AlarmCondition;
  model: ModelDetail | null;
  /** "Condition 2" where there are several; null: the only one. */
  number: number | null;
  /** Of the rule. */
  window: string;
  seen: readonly number[];
  onChange: (condition: AlarmCondition) => void;
  onRemove: (() => void) | null;
  /** Makes a group of it; null: it cannot be one. */
  wrap: { label: string; name: string; hint: string; disabled: boolean; run: () => void } | null;
  /** What the API says of it. */
  error: string | undefined;
  /** What is missing, once somebody wanted to save. */
  missing: string | undefined;
}

/** What should be watched, and when is it too much? */
export function ConditionFields({
  condition,
  model,
  number,
  window,
  seen,
  onChange,
  onRemove,
  wrap,
  error,
  missing,
}: ConditionFieldsProps) {
  const id = useId();
  const { metric, is } = condition;
  const subject = subjectOf(metric);
  const unitOfColumn = (name: string) => model?.columns.find((column) => column.name === name)?.unit ?? null;
  const { unit, title } = metricInfo(metric, unitOfColumn);
  const column = "column" in metric ? model?.columns.find(({ name }) => name === metric.column) : undefined;

  /** Another subject keeps the column where it fits. */
  function choose(next: SubjectId) {
    if (!model) return;
    const fitting = columnsFor(next, model);
    const before = "column" in metric ? metric.column : "";
    const keep = fitting.some(({ name }) => name === before) ? before : (fitting.length === 1 && fitting[0]?.name) || "";
    onChange(conditionFor(next, keep, model, window));
  }

  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="sr-only">{number === null ? "Condition" : `Condition ${number}`}</legend>
      {number !== null && (
        <div className="flex items-center justify-between gap-2">
          <span className="font-medium text-ink text-xs">Condition {number}</span>
          <span className="flex items-center gap-1">
            {wrap && (
              <Button
                size="sm"
                variant="ghost"
                disabled={wrap.disabled}
                title={wrap.hint}
                aria-label={`${wrap.label}: ${wrap.name}`}
                onClick={wrap.run}
              >
                {wrap.label}
              </Button>
            )}
            {onRemove && (
              <Button size="icon-sm" variant="ghost" aria-label={`Remove condition ${number}`} onClick={onRemove}>
                <Trash2 aria-hidden />
              </Button>
            )}
          </span>
        </div>
      )}
      {model && subject ? (
        <>
          <Field label="What should be watched?" hint={subjectInfo(subject).hint}>
            {(ids) => (
              <Select<SubjectId>
                {...ids}
                className="w-full"
                value={subject}
                options={SUBJECTS.map((one) => {
                  const lack = lacks(one.id, model);
                  return {
                    value: one.id,
                    label: lack ? `${one.title}: ${lack}` : one.title,
                    disabled: lack !== null && one.id !== subject,
                  };
                })}
                onValueChange={choose}
              />
            )}
          </Field>
          <MetricFields
            subject={subject}
            metric={metric}
            model={model}
            error={missing}
            onChange={(next) => {
              // Another figure has another scale; another column of drift has not.
              const same = next.kind === metric.kind && (next.kind === "drift" || next.kind === "role_drift");
              onChange({ ...condition, metric: next, is: same ? is : usualFor(next, model, window) });
            }}
          />
        </>
      ) : (
        <p className="text-pretty text-ink">{title.charAt(0).toUpperCase() + title.slice(1)}</p>
      )}
      <ComparisonFields
        id={id}
        metric={metric}
        is={is}
        unit={unit}
        window={window}
        seen={seen}
        error={error}
        onChange={(next) => onChange({ ...condition, is: next })}
      />
      {model && <ConditionDetails id={id} condition={condition} column={column} unit={unit} window={window} onChange={onChange} />}
    </fieldset>
  );
}

/** A condition to add: what is most often asked beside another. */
export function secondCondition(model: ModelDetail): AlarmCondition {
  const metric = metricFor("volume", "", model);
  return { metric, is: { kind: "above", threshold: 100, critical: null, clear: null }, evidence: "required" };
}
