"use client";

import { useState } from "react";
import { cn } from "#client/cn.ts";
import { Input } from "../../ui/input.tsx";
import { Field } from "../../ui/label.tsx";
import { unfinished } from "./unfinished.ts";

interface NumberFieldProps {
  label: string;
  value: number | null;
  onChange: (value: number | null) => void;
  /** As `metricInfo` gives it: shares are typed in per cent, seconds in minutes. */
  unit?: string;
  /** Nothing typed is null; else it is an error. */
  optional?: boolean;
  integer?: boolean;
  min?: number;
  hint?: string | undefined;
  error?: string | undefined;
  className?: string;
}

const SCALES: Record<string, { by: number; text: string }> = {
  share: { by: 100, text: "%" },
  seconds: { by: 1 / 60, text: "minutes" },
  count: { by: 1, text: "" },
};

/** A number as it is typed: what is not finished yet stays in the field and changes nothing. */
export function NumberField({
  label,
  value,
  onChange,
  unit = "",
  optional = false,
  integer,
  min,
  hint,
  error,
  className,
}: NumberFieldProps) {
  const scale = SCALES[unit] ?? { by: 1, text: unit };
  const shown = value === null ? "" : String(Number((value * scale.by).toPrecision(10)));
  const [typed, setTyped] = useState<{ text: string; of: string } | null>(null);
  // What came from outside (the line was dragged) is newer than what was typed.
  const text = typed && typed.of === shown ? typed.text : shown;
  const wrong = problemOf(text, optional, integer, min);

  function change(next: string) {
    const parsed = next.trim() === "" ? null : Number(next.replace(",", "."));
    const good = problemOf(next, optional, integer, min) === undefined;
    const after = good ? (parsed === null ? null : parsed / scale.by) : value;
    setTyped({ text: next, of: after === null ? "" : String(Number((after * scale.by).toPrecision(10))) });
    if (good && after !== value) onChange(after);
  }

  return (
    <Field label={label} hint={hint} error={wrong ?? error} className={cn("min-w-0", className)}>
      {(ids) => (
        <span className="flex items-center gap-1.5">
          <Input
            {...ids}
            {...unfinished(wrong !== undefined)}
            inputMode="decimal"
            autoComplete="off"
            className="tabular w-full min-w-16"
            placeholder={optional ? "none" : undefined}
            value={text}
            onChange={(event) => change(event.target.value)}
            onBlur={() => !wrong && setTyped(null)}
          />
          {scale.text && <span className="shrink-0 text-ink-2 text-xs">{scale.text}</span>}
        </span>
      )}
    </Field>
  );
}

function problemOf(text: string, optional: boolean, integer = false, min = Number.NEGATIVE_INFINITY): string | undefined {
  if (text.trim() === "") return optional ? undefined : "A number is needed.";
  const value = Number(text.replace(",", "."));
  if (!Number.isFinite(value)) return "This is not a number.";
  if (integer && !Number.isInteger(value)) return "A whole number is needed.";
  return value < min ? `At least ${min}.` : undefined;
}
