"use client";

import { useId } from "react";
import { useDistribution } from "#client/api/drift.ts";
import { columnValueTitle, performanceTitle } from "#core/alarms/metric-words.ts";
import type { AlarmMetric } from "#core/contracts/alarm-rules.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import type { MetricId } from "#core/performance/metrics/result.ts";
import { Input } from "../../ui/input.tsx";
import { Field } from "../../ui/label.tsx";
import { Select } from "../../ui/select.tsx";
import { performanceMetrics } from "./performance-metrics.ts";
import { columnsFor, type SubjectId } from "./subjects.ts";

interface MetricFieldsProps {
  subject: SubjectId;
  metric: AlarmMetric;
  model: ModelDetail;
  onChange: (metric: AlarmMetric) => void;
  /** What is missing, once somebody wanted to save. */
  error: string | undefined;
}

const ROLES = [
  { value: "input", label: "inputs" },
  { value: "prediction", label: "predictions" },
  { value: "score", label: "scores" },
  { value: "label", label: "labels" },
  { value: "feedback", label: "feedback" },
  { value: "service", label: "service columns" },
  { value: "tag", label: "tags" },
  { value: "all", label: "all columns" },
] as const;

const NUMBERS = ["mean", "spread", "p50", "p90", "p95", "p99"] as const;
const COUNTED = [
  { value: "predictions", label: "predictions" },
  { value: "records", label: "records of any kind" },
  { value: "labels", label: "labels" },
  { value: "feedback", label: "feedback" },
  { value: "service", label: "service samples" },
] as const;

/** What exactly is watched, beyond its subject. */
export function MetricFields({ subject, metric, model, onChange, error }: MetricFieldsProps) {
  const columns = columnsFor(subject, model);
  return (
    <>
      {"column" in metric && (
        <Field label="Column" error={metric.column === "" ? error : undefined}>
          {(ids) => (
            <Select
              {...ids}
              className="w-full"
              placeholder="Choose a column"
              value={metric.column === "" ? undefined : metric.column}
              options={columns.map(({ name, role }) => ({ value: name, label: `${name} (${role})` }))}
              onValueChange={(column) => onChange({ ...metric, column, ...(subject === "category" && { category: "" }) })}
            />
          )}
        </Field>
      )}
      {metric.kind === "column" && subject === "category" && metric.column !== "" && (
        <CategoryField
          model={model}
          column={metric.column}
          value={metric.category ?? ""}
          onChange={(category) => onChange({ ...metric, category })}
          error={error}
        />
      )}
      {metric.kind === "column" && (subject === "number" || subject === "latency") && (
        <Choice
          label="Which figure"
          value={NUMBERS.find((value) => value === metric.value) ?? "mean"}
          options={NUMBERS.map((value) => ({ value, label: columnValueTitle(value, metric.column || "the column", undefined) }))}
          onChange={(value) => onChange({ ...metric, value })}
        />
      )}
      {(metric.kind === "role_drift" || metric.kind === "share_drifted") && (
        <Choice label="Which columns" value={metric.role} options={ROLES} onChange={(role) => onChange({ ...metric, role })} />
      )}
      {metric.kind === "volume" && (
        <Choice label="What is counted" value={metric.of} options={COUNTED} onChange={(of) => onChange({ ...metric, of })} />
      )}
      {metric.kind === "label_delay" && (
        <Choice
          label="Until"
          value={metric.quantile}
          options={[
            { value: "p50", label: "half of the labels have come" },
            { value: "p90", label: "90% of the labels have come" },
          ]}
          onChange={(quantile) => onChange({ ...metric, quantile })}
        />
      )}
      {metric.kind === "performance" && <PerformanceFields metric={metric} model={model} onChange={onChange} />}
    </>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <Field label={label}>{(ids) => <Select {...ids} className="w-full" value={value} options={options} onValueChange={onChange} />}</Field>
  );
}

type PerformanceMetric = Extract<AlarmMetric, { kind: "performance" }>;

function PerformanceFields({
  metric,
  model,
  onChange,
}: {
  metric: PerformanceMetric;
  model: ModelDetail;
  onChange: (metric: AlarmMetric) => void;
}) {
  const ids = performanceMetrics(model, metric.metric);
  return (
    <>
      <Choice<MetricId>
        label="Judged by"
        value={metric.metric}
        options={ids.map((id) => ({ value: id, label: performanceTitle(id, "realised") }))}
        onChange={(id) => onChange({ ...metric, metric: id })}
      />
      <Choice
        label="Of"
        value={metric.of}
        options={[
          { value: "realised", label: "the labels that have come" },
          { value: "estimated", label: "an estimate from the scores, before labels" },
          { value: "shortfall", label: "how far labels fall short of the estimate" },
        ]}
        onChange={(of) => onChange({ ...metric, of })}
      />
    </>
  );
}

interface CategoryFieldProps {
  model: ModelDetail;
  column: string;
  value: string;
  onChange: (category: string) => void;
  error: string | undefined;
}

/** Typed, or chosen among those that the column has had. */
function CategoryField({ model, column, value, onChange, error }: CategoryFieldProps) {
  const list = useId();
  const from = model.first_record_at ?? "now-30d";
  const answer = useDistribution(model.name, { from, to: "now", column, bins: 40 }, { enabled: model.records > 0 });
  const known = (answer.data?.bins ?? []).filter(({ kind }) => kind === "category").map(({ label }) => label);
  return (
    <Field label="Category" hint="As it stands in the records." error={value === "" ? error : undefined}>
      {(ids) => (
        <>
          <Input {...ids} list={list} autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />
          <datalist id={list}>
            {known.map((category) => (
              <option key={category} value={category} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
