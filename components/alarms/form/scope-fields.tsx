"use client";

import { useId } from "react";
import { useSavedSlices } from "#client/api/slices.ts";
import type { RuleDefinition } from "#core/contracts/alarm-rules.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Input } from "../../ui/input.tsx";
import { Field, Label } from "../../ui/label.tsx";
import { Select } from "../../ui/select.tsx";
import { errorAt } from "./field-errors.ts";

interface ScopeFieldsProps {
  definition: RuleDefinition;
  model: ModelDetail;
  onChange: (change: Partial<RuleDefinition>) => void;
  error: Error | null;
}

/** Whose records are looked at. */
export function ScopeFields({ definition, model, onChange, error }: ScopeFieldsProps) {
  const id = useId();
  const saved = useSavedSlices(model.name);
  const versions = model.versions.filter(({ name }) => name !== "");
  const tags = model.slice_columns;
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Version" error={errorAt(error, "/definition/version")}>
          {(ids) => (
            <Select
              {...ids}
              className="w-full"
              value={definition.version ?? ""}
              options={[{ value: "", label: "all versions" }, ...versions.map(({ name }) => ({ value: name, label: name }))]}
              onValueChange={(version) => onChange({ version: version || null })}
            />
          )}
        </Field>
        <Field
          label="Slice"
          hint={tags[0] ? `Such as ${tags[0].replace(/^tags\./, "")}=value.` : "A saved slice."}
          error={errorAt(error, "/definition/slice")}
        >
          {(ids) => (
            <>
              <Input
                {...ids}
                list={`${id}-slices`}
                placeholder="all records"
                autoComplete="off"
                value={definition.slice ?? ""}
                onChange={(event) => onChange({ slice: event.target.value || null })}
              />
              <datalist id={`${id}-slices`}>
                {saved.data?.data.map(({ name }) => (
                  <option key={name} value={`slice=${name}`} />
                ))}
              </datalist>
            </>
          )}
        </Field>
      </div>
      <div className="flex items-start gap-2">
        <Checkbox
          id={`${id}-each`}
          className="mt-0.5"
          checked={definition.each_version}
          onCheckedChange={(checked) => onChange({ each_version: checked === true })}
        />
        <Label htmlFor={`${id}-each`} className="font-normal text-pretty">
          Each version by itself
        </Label>
      </div>
      {tags.length > 0 && (
        <Field label="Each value of a tag by itself" error={errorAt(error, "/definition/each_slice_of")}>
          {(ids) => (
            <Select
              {...ids}
              className="w-full"
              value={definition.each_slice_of ?? ""}
              options={[
                { value: "", label: "no, all together" },
                ...tags.map((tag) => ({ value: tag, label: tag.replace(/^tags\./, "") })),
              ]}
              onValueChange={(tag) => onChange({ each_slice_of: tag || null })}
            />
          )}
        </Field>
      )}
    </>
  );
}
