"use client";

import { type ReactNode, useId, useState } from "react";
import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { Input, Textarea } from "../../ui/input.tsx";
import { Field } from "../../ui/label.tsx";
import { Select } from "../../ui/select.tsx";
import { DurationField } from "./duration-field.tsx";
import { errorAt } from "./field-errors.ts";
import { Fold } from "./fold.tsx";
import { labelsText, linksText, parseLabels, parseLinks } from "./lines.ts";
import { NumberField } from "./number-field.tsx";
import { ScopeFields } from "./scope-fields.tsx";
import { unfinished } from "./unfinished.ts";

interface AdvancedFieldsProps {
  definition: RuleDefinition;
  model: ModelDetail | null;
  onChange: (change: Partial<RuleDefinition>) => void;
  error: Error | null;
}

/** All that has a sensible default. */
export function AdvancedFields({ definition, model, onChange, error }: AdvancedFieldsProps) {
  const at = (name: string) => errorAt(error, `/definition/${name}`);
  return (
    <Fold title="Advanced">
      <Group title="Timing">
        <div className="grid gap-3 sm:grid-cols-2">
          <DurationField
            label="Beyond the threshold for"
            zero
            value={definition.for}
            onChange={(value) => onChange({ for: value })}
            hint="So long before it fires."
            error={at("for")}
          />
          <DurationField
            label="Keeps firing for"
            zero
            value={definition.keep_firing_for}
            onChange={(value) => onChange({ keep_firing_for: value })}
            hint="So long after it was last beyond."
            error={at("keep_firing_for")}
          />
          <DurationField
            label="Delay"
            zero
            value={definition.delay}
            onChange={(value) => onChange({ delay: value })}
            hint="Waits for records that come late."
            error={at("delay")}
          />
          <ZoneField value={definition.zone} onChange={(zone) => onChange({ zone })} error={at("zone")} />
        </div>
      </Group>
      {model && (
        <Group title="Whose records">
          <ScopeFields definition={definition} model={model} onChange={onChange} error={error} />
        </Group>
      )}
      <Group title="When there is little to go by">
        <NumberField
          label="Records that a window needs"
          integer
          min={0}
          value={definition.min_records}
          onChange={(min_records) => min_records !== null && onChange({ min_records })}
          error={at("min_records")}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <Behaviour
            label="No records"
            own={{ value: "no_data", label: "say “No data”" }}
            value={definition.on_no_data}
            onChange={(on_no_data) => onChange({ on_no_data })}
          />
          <Behaviour
            label="Not enough records"
            own={{ value: "not_enough_data", label: "say “Not enough data”" }}
            value={definition.on_not_enough_data}
            onChange={(on_not_enough_data) => onChange({ on_not_enough_data })}
          />
          <Behaviour
            label="It could not be read"
            own={{ value: "error", label: "say “Error”" }}
            value={definition.on_error}
            onChange={(on_error) => onChange({ on_error })}
          />
        </div>
      </Group>
      <Group title="What is told">
        <LinesField
          label="Description"
          hint="Goes out with each notification: what it means, what to do."
          text={definition.description}
          parse={(value) => (value.length > 2000 ? { error: "At most 2,000 characters." } : { value })}
          onChange={(description) => onChange({ description })}
          error={at("description")}
        />
        <LinesField
          label="Labels"
          hint="One a line, name=value. Routing and silences match them."
          text={labelsText(definition.labels)}
          parse={parseLabels}
          onChange={(labels) => onChange({ labels })}
          error={at("labels")}
        />
        <LinesField
          label="Links"
          hint="One a line: a title and an address."
          text={linksText(definition.links)}
          parse={parseLinks}
          onChange={(links) => onChange({ links })}
          error={at("links")}
        />
      </Group>
    </Fold>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-2 text-ink-3 text-xs">{title}</legend>
      {children}
    </fieldset>
  );
}

interface BehaviourProps<T extends string> {
  label: string;
  own: { value: T; label: string };
  value: T | "firing" | "ok" | "keep";
  onChange: (value: T | "firing" | "ok" | "keep") => void;
}

function Behaviour<T extends string>({ label, own, value, onChange }: BehaviourProps<T>) {
  const options = [
    own,
    { value: "keep" as const, label: "stay as it was" },
    { value: "ok" as const, label: "be OK" },
    { value: "firing" as const, label: "fire" },
  ];
  return (
    <Field label={label}>
      {(ids) => (
        <Select<T | "firing" | "ok" | "keep"> {...ids} className="w-full" value={value} options={options} onValueChange={onChange} />
      )}
    </Field>
  );
}

/** A zone is asked about when it is one: half a name is none. */
function ZoneField({ value, onChange, error }: { value: string; onChange: (zone: string) => void; error: string | undefined }) {
  const list = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? value;
  const good = isZone(text);
  return (
    <Field label="Time zone" hint="Days begin at its midnight." error={good ? error : "No such zone. Write e.g. Europe/Berlin."}>
      {(ids) => (
        <>
          <Input
            {...ids}
            {...unfinished(!good)}
            list={list}
            autoComplete="off"
            value={text}
            onChange={(event) => {
              setTyped(event.target.value);
              if (isZone(event.target.value)) onChange(event.target.value);
            }}
            onBlur={() => good && setTyped(null)}
          />
          <datalist id={list}>
            {[...new Set(["UTC", Intl.DateTimeFormat().resolvedOptions().timeZone])].map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return text !== "";
  } catch {
    return false;
  }
}

interface LinesFieldProps<T> {
  label: string;
  hint: string;
  text: string;
  parse: (text: string) => { value: T } | { error: string };
  onChange: (value: T) => void;
  error: string | undefined;
}

function LinesField<T>({ label, hint, text, parse, onChange, error }: LinesFieldProps<T>) {
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? text;
  const parsed = parse(shown);
  return (
    <Field label={label} hint={hint} error={"error" in parsed ? parsed.error : error}>
      {(ids) => (
        <Textarea
          {...ids}
          {...unfinished("error" in parsed)}
          rows={2}
          className="min-h-14"
          value={shown}
          onChange={(event) => {
            setTyped(event.target.value);
            const next = parse(event.target.value);
            if ("value" in next) onChange(next.value);
          }}
          onBlur={() => "value" in parsed && setTyped(null)}
        />
      )}
    </Field>
  );
}
