"use client";

import type { ModelDetail } from "#core/contracts/models.ts";
import { FEEDBACK_METRIC_IDS, type FeedbackMetricId, resolveOutputColumns, type Silence } from "#core/performance/output-columns.ts";
import { Field } from "../ui/label.tsx";
import { Select } from "../ui/select.tsx";
import { AUTO, NONE, type PerformanceForm } from "./performance-form.ts";

const WORDS: Record<FeedbackMetricId, string> = { click_through: "Click-through", redo_rate: "Redo rate", switch_rate: "Switch rate" };
const SILENCES: { value: Silence; label: string }[] = [
  { value: "no", label: "a no" },
  { value: "unknown", label: "nothing" },
];

interface OutputColumnsFieldsProps {
  model: ModelDetail;
  form: PerformanceForm;
  onChange: (change: Partial<PerformanceForm>) => void;
  error: string | undefined;
}

/** Which feedback makes which output metric. */
export function OutputColumnsFields({ model, form, onChange, error }: OutputColumnsFieldsProps) {
  const columns = model.columns.filter(({ role, derived_from }) => role === "feedback" && !derived_from).map(({ name }) => name);
  const usual = resolveOutputColumns(null, columns);
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-2 font-medium text-ink text-xs">What people did with the output</legend>
      {columns.length === 0 ? (
        <p className="text-ink-3 text-xs">
          No record carried feedback yet. Once it comes, as <code className="font-mono">{'"feedback": {"clicked": true}'}</code> with the id
          of a prediction, choose here what it means.
        </p>
      ) : (
        <div className="grid gap-4 sm:grid-cols-2">
          {FEEDBACK_METRIC_IDS.map((id) => (
            <Field key={id} label={WORDS[id]}>
              {(ids) => (
                <Select
                  {...ids}
                  value={form.outputs[id]}
                  onValueChange={(value) => onChange({ outputs: { ...form.outputs, [id]: value } })}
                  options={[
                    { value: AUTO, label: `By its usual name${usual[id] ? `: ${usual[id]}` : " (none has it)"}` },
                    { value: NONE, label: "Not measured" },
                    ...columns.map((value) => ({ value, label: value })),
                  ]}
                  className="w-full"
                />
              )}
            </Field>
          ))}
          <Field label="No feedback counts as" hint="Where nobody answers unless they clicked, silence is a no.">
            {(ids) => (
              <Select
                {...ids}
                value={form.silence}
                onValueChange={(silence) => onChange({ silence })}
                options={SILENCES}
                className="w-full"
              />
            )}
          </Field>
        </div>
      )}
      {error && <p className="text-danger text-xs">{error}</p>}
    </fieldset>
  );
}
