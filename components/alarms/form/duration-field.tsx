"use client";

import { useState } from "react";
import { type DurationUnit, parseDuration } from "#core/alarms/durations.ts";
import { Input } from "../../ui/input.tsx";
import { Field } from "../../ui/label.tsx";
import { Select } from "../../ui/select.tsx";
import { unfinished } from "./unfinished.ts";

interface DurationFieldProps {
  label: string;
  /** `15m`, `6h`, `1d`, `4w`; `0m` is none. */
  value: string;
  onChange: (value: string) => void;
  /** None is a length, too. */
  zero?: boolean;
  hint?: string;
  error?: string | undefined;
}

const UNITS: { value: DurationUnit; label: string }[] = [
  { value: "m", label: "minutes" },
  { value: "h", label: "hours" },
  { value: "d", label: "days" },
  { value: "w", label: "weeks" },
];

/** A length of time: a number and its unit. */
export function DurationField({ label, value, onChange, zero = false, hint, error }: DurationFieldProps) {
  const { count, unit } = parseDuration(value);
  const [typed, setTyped] = useState<string | null>(null);
  // None has no unit of its own: the one chosen waits for its number.
  const [waiting, setWaiting] = useState<DurationUnit>("h");
  const shownUnit = count === 0 ? waiting : unit;
  const text = typed ?? String(count);
  const good = /^\d{1,4}$/.test(text.trim()) && (zero || Number(text) > 0);

  function change(next: string) {
    setTyped(next);
    if (!/^\d{1,4}$/.test(next.trim()) || (!zero && Number(next) === 0)) return;
    onChange(Number(next) === 0 ? "0m" : `${Number(next)}${shownUnit}`);
  }

  return (
    <Field
      label={label}
      hint={hint}
      error={good ? error : zero ? "A whole number from 0 to 9999." : "A whole number from 1 to 9999."}
      className="min-w-0"
    >
      {(ids) => (
        <span className="flex items-center gap-1.5">
          <Input
            {...ids}
            {...unfinished(!good)}
            inputMode="numeric"
            autoComplete="off"
            className="tabular w-16 shrink-0"
            value={text}
            onChange={(event) => change(event.target.value)}
            onBlur={() => good && setTyped(null)}
          />
          <Select
            aria-label={`${label}, unit`}
            className="w-full min-w-24"
            value={shownUnit}
            options={UNITS}
            onValueChange={(next) => {
              setWaiting(next);
              if (count > 0) onChange(`${count}${next}`);
            }}
          />
        </span>
      )}
    </Field>
  );
}
