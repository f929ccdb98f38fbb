"use client";

import type { AlarmComparison, AlarmMetric } from "#core/contracts/alarm-rules.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Field, Label } from "../../ui/label.tsx";
import { Select } from "../../ui/select.tsx";
import { DurationField } from "./duration-field.tsx";
import { NumberField } from "./number-field.tsx";
import { toKind } from "./usual-comparison.ts";

interface ComparisonFieldsProps {
  /** Ties the check boxes to their labels. */
  id: string;
  metric: AlarmMetric;
  is: AlarmComparison;
  unit: string;
  /** Of the rule. */
  window: string;
  /** Values of the past on the screen. */
  seen: readonly number[];
  onChange: (is: AlarmComparison) => void;
  error: string | undefined;
}

type Kind = AlarmComparison["kind"];

const KINDS: { value: Kind; label: string }[] = [
  { value: "above", label: "is above a threshold" },
  { value: "below", label: "is below a threshold" },
  { value: "outside", label: "leaves a range" },
  { value: "change", label: "changes against earlier" },
  { value: "history", label: "is unusual for this model" },
];

const DIRECTIONS = {
  change: [
    { value: "above", label: "goes up" },
    { value: "below", label: "goes down" },
    { value: "either", label: "changes either way" },
  ],
  history: [
    { value: "above", label: "higher than usual" },
    { value: "below", label: "lower than usual" },
    { value: "either", label: "higher or lower" },
  ],
} as const;

/** What is known as it happens has no past to be held against. */
const isLive = (metric: AlarmMetric) => ["no_data", "ingest_lag", "system"].includes(metric.kind);

/** When what is watched is too much. */
export function ComparisonFields({ id, metric, is, unit, window, seen, onChange, error }: ComparisonFieldsProps) {
  const kinds = isLive(metric) ? KINDS.slice(0, 2) : KINDS;
  return (
    <>
      <Field label="Fires when it" error={error}>
        {(ids) => (
          <Select
            {...ids}
            className="w-full"
            value={is.kind}
            options={kinds}
            onValueChange={(kind) => onChange(toKind(kind, metric, is, window, seen))}
          />
        )}
      </Field>
      {(is.kind === "above" || is.kind === "below") && (
        <NumberField
          label="Threshold"
          unit={unit}
          value={is.threshold}
          onChange={(threshold) => threshold !== null && onChange({ ...is, threshold })}
          hint={isLive(metric) ? undefined : "Or drag the line in the chart."}
        />
      )}
      {is.kind === "outside" && (
        <div className="grid grid-cols-2 gap-3">
          <NumberField label="From" unit={unit} value={is.lower} onChange={(lower) => lower !== null && onChange({ ...is, lower })} />
          <NumberField label="To" unit={unit} value={is.upper} onChange={(upper) => upper !== null && onChange({ ...is, upper })} />
        </div>
      )}
      {is.kind === "change" && <ChangeFields id={id} is={is} unit={unit} onChange={onChange} />}
      {is.kind === "history" && <HistoryFields id={id} is={is} onChange={onChange} />}
    </>
  );
}

type Of<K extends Kind> = Extract<AlarmComparison, { kind: K }>;

interface ChangeFieldsProps {
  id: string;
  is: Of<"change">;
  unit: string;
  onChange: (is: AlarmComparison) => void;
}

function ChangeFields({ id, is, unit, onChange }: ChangeFieldsProps) {
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="It">
          {(ids) => (
            <Select
              {...ids}
              className="w-full"
              value={is.direction}
              options={DIRECTIONS.change}
              onValueChange={(direction) => onChange({ ...is, direction })}
            />
          )}
        </Field>
        <NumberField
          label="By more than"
          unit={is.relative ? "share" : unit}
          value={is.threshold}
          onChange={(threshold) => threshold !== null && threshold > 0 && onChange({ ...is, threshold })}
        />
      </div>
      <DurationField label="Against the same time, earlier by" value={is.period} onChange={(period) => onChange({ ...is, period })} />
      <div className="flex items-start gap-2">
        <Checkbox
          id={`${id}-relative`}
          className="mt-0.5"
          checked={is.relative}
          onCheckedChange={(checked) => onChange({ ...is, relative: checked === true })}
        />
        <Label htmlFor={`${id}-relative`} className="font-normal text-pretty">
          In per cent of what it was, not as a difference
        </Label>
      </div>
    </>
  );
}

function HistoryFields({ id, is, onChange }: { id: string; is: Of<"history">; onChange: (is: AlarmComparison) => void }) {
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="It is">
          {(ids) => (
            <Select
              {...ids}
              className="w-full"
              value={is.direction}
              options={DIRECTIONS.history}
              onValueChange={(direction) => onChange({ ...is, direction })}
            />
          )}
        </Field>
        <NumberField
          label="By more than"
          unit="deviations"
          value={is.width}
          onChange={(width) => width !== null && width > 0 && width <= 100 && onChange({ ...is, width })}
        />
      </div>
      <DurationField
        label="Usual is what it was in the last"
        value={is.look_back}
        onChange={(look_back) => onChange({ ...is, look_back })}
        hint="Median and robust standard deviation of those windows."
      />
      <div className="flex items-start gap-2">
        <Checkbox
          id={`${id}-seasonal`}
          className="mt-0.5"
          checked={is.seasonal}
          onCheckedChange={(checked) => onChange({ ...is, seasonal: checked === true })}
        />
        <Label htmlFor={`${id}-seasonal`} className="font-normal text-pretty">
          Only at this hour of the week: nights and weekends have a usual of their own
        </Label>
      </div>
    </>
  );
}
