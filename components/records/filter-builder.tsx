"use client";

import { ListFilterPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { Column } from "#core/contracts/models.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "../ui/popover.tsx";
import { Select } from "../ui/select.tsx";
import { CONDITION_WORDS, type Condition, conditionsOf, takesValue, valueError, writeFilter } from "./filters.ts";

interface FilterBuilderProps {
  columns: readonly Column[];
  onAdd: (filter: string) => void;
}

export function FilterBuilder({ columns, onAdd }: FilterBuilderProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button disabled={columns.length === 0}>
          <ListFilterPlus aria-hidden />
          Add filter
        </Button>
      </PopoverTrigger>
      <PopoverContent align="start" className="w-80 p-4" aria-label="Add a filter">
        <FilterForm
          columns={columns}
          onAdd={(filter) => {
            onAdd(filter);
            setOpen(false);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function FilterForm({ columns, onAdd }: FilterBuilderProps) {
  const [name, setName] = useState(columns[0]?.name ?? "");
  const [condition, setCondition] = useState<Condition>("=");
  const [value, setValue] = useState("");
  const [touched, setTouched] = useState(false);
  const kind = columns.find((column) => column.name === name)?.kind ?? "categorical";
  const conditions = conditionsOf(kind);
  const error = valueError(kind, condition, value);

  function chooseColumn(next: string) {
    setName(next);
    const nextKind = columns.find((column) => column.name === next)?.kind ?? "categorical";
    if (!conditionsOf(nextKind).includes(condition)) setCondition("=");
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setTouched(true);
    if (error === null) onAdd(writeFilter(name, condition, value));
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3" noValidate>
      <Field label="Column">
        {(ids) => (
          <Select
            {...ids}
            value={name}
            onValueChange={chooseColumn}
            options={columns.map((column) => ({ value: column.name, label: <span className="font-mono text-xs">{column.name}</span> }))}
            className="w-full"
          />
        )}
      </Field>
      <Field label="Condition">
        {(ids) => (
          <Select
            {...ids}
            value={condition}
            onValueChange={setCondition}
            options={conditions.map((item) => ({ value: item, label: CONDITION_WORDS[item] }))}
            className="w-full"
          />
        )}
      </Field>
      {takesValue(condition) && (
        <Field label="Value" error={touched && error ? error : undefined}>
          {(ids) => (
            <Input
              {...ids}
              value={value}
              onChange={(event) => setValue(event.target.value)}
              inputMode={kind === "numeric" ? "decimal" : "text"}
              autoComplete="off"
            />
          )}
        </Field>
      )}
      <Button type="submit" variant="primary" className="self-end">
        Add filter
      </Button>
    </form>
  );
}
