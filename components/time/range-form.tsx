"use client";

import { type FormEvent, useState } from "react";
import type { TimeRange } from "#client/default-window.ts";
import { formatTime } from "#client/format.ts";
import { parseTime } from "#core/time/relative.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";

interface RangeFormProps {
  range: TimeRange;
  timeZone: string;
  onApply: (range: TimeRange) => void;
}

/** As a person types it: an absolute time in the zone shown, a relative one as it is. */
function asTyped(text: string, timeZone: string): string {
  if (text.startsWith("now")) return text;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : formatTime(date, timeZone, "second");
}

interface Read {
  /** What goes into the address. */
  value: string;
  time: Date | null;
  error: string | undefined;
}

function read(text: string, timeZone: string, roundUp: boolean, now: Date): Read {
  const input = text.trim();
  try {
    const time = parseTime(input, now, { timeZone, roundUp });
    return { value: input.startsWith("now") ? input : time.toISOString(), time, error: undefined };
  } catch (error) {
    return { value: input, time: null, error: error instanceof Error ? error.message : "This is not a time." };
  }
}

export function RangeForm({ range, timeZone, onApply }: RangeFormProps) {
  const [from, setFrom] = useState(() => asTyped(range.from, timeZone));
  const [to, setTo] = useState(() => asTyped(range.to, timeZone));
  const now = new Date();
  const start = read(from, timeZone, false, now);
  const end = read(to, timeZone, true, now);
  const isBackwards = start.time !== null && end.time !== null && start.time >= end.time;
  const endError = end.error ?? (isBackwards ? "The end must come after the start." : undefined);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!start.error && !endError) onApply({ from: start.value, to: end.value });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3" noValidate>
      <Field label="From" error={start.error} hint={start.time ? formatTime(start.time, timeZone) : undefined}>
        {(ids) => (
          <Input
            {...ids}
            value={from}
            onChange={(event) => setFrom(event.target.value)}
            className="tabular"
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="To" error={endError} hint={end.time ? formatTime(end.time, timeZone) : undefined}>
        {(ids) => (
          <Input
            {...ids}
            value={to}
            onChange={(event) => setTo(event.target.value)}
            className="tabular"
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
      <div className="flex items-center justify-between gap-3">
        <p className="text-ink-3 text-xs">
          <code className="font-mono">now-7d</code>, <code className="font-mono">now/d</code>, or a date
        </p>
        <Button type="submit" variant="primary" size="sm" disabled={start.error !== undefined || endError !== undefined}>
          Apply
        </Button>
      </div>
    </form>
  );
}
