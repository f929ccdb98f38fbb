"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { toast } from "sonner";
import { type SetReference, useSetReference } from "#client/api/reference.ts";
import { formatTime } from "#client/format.ts";
import { useUnsavedGuard } from "#client/unsaved.ts";
import { useTimeZone } from "#client/url-state.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { parseTime } from "#core/time/relative.ts";
import { Button } from "../ui/button.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Input } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";
import { Select } from "../ui/select.tsx";

/** The end of all forms here: what it does, the button, and why it did not work. */
function SetForm({
  model,
  body,
  isTyped,
  explain,
  children,
}: {
  model: string;
  body: SetReference | null;
  /** Something is not as the form began. */
  isTyped: boolean;
  explain: ReactNode;
  children: ReactNode;
}) {
  const set = useSetReference(model);
  const [done, setDone] = useState<string | null>(null);
  useUnsavedGuard(isTyped && JSON.stringify(body) !== done && !set.isPending);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!body) return;
    set.mutate(body, {
      onSuccess: () => {
        setDone(JSON.stringify(body));
        toast.success("The reference is built in the background");
      },
    });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" noValidate>
      <p className="text-pretty text-ink-2">{explain}</p>
      {children}
      {set.error && <ErrorState title="The reference was not set" error={set.error} />}
      <Button type="submit" variant="primary" busy={set.isPending} disabled={body === null} className="self-start">
        Set as reference
      </Button>
    </form>
  );
}

interface ReadTime {
  value: string | null;
  error: string | undefined;
}

/** A typed time as RFC 3339; empty stays null without being wrong. */
function readTime(text: string, timeZone: string, roundUp: boolean): ReadTime {
  if (text.trim() === "") return { value: null, error: undefined };
  try {
    return { value: parseTime(text, new Date(), { timeZone, roundUp }).toISOString(), error: undefined };
  } catch (error) {
    return { value: null, error: error instanceof Error ? error.message : "This is not a time." };
  }
}

interface RangeState {
  from: ReadTime;
  to: ReadTime;
  isTyped: boolean;
  fields: ReactNode;
}

function useRange(first: string, last: string, hint: string): RangeState {
  const timeZone = useTimeZone();
  // What is proposed moves with the records that come in: what was there at the beginning is what is held against.
  const [began] = useState({ first, last });
  const [from, setFrom] = useState(first);
  const [to, setTo] = useState(last);
  const start = readTime(from, timeZone, false);
  const end = readTime(to, timeZone, true);
  const isBackwards = start.value !== null && end.value !== null && start.value >= end.value;
  const endError = end.error ?? (isBackwards ? "The end must come after the start." : undefined);
  return {
    from: start,
    isTyped: from !== began.first || to !== began.last,
    to: { value: endError ? null : end.value, error: endError },
    fields: (
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="From" error={start.error} hint={hint}>
          {(ids) => (
            <Input
              {...ids}
              value={from}
              onChange={(event) => setFrom(event.target.value)}
              placeholder="2026-01-01"
              className="tabular"
              autoComplete="off"
            />
          )}
        </Field>
        <Field label="To" error={endError} hint={`Times are in ${timeZone}. A day alone includes that day.`}>
          {(ids) => (
            <Input
              {...ids}
              value={to}
              onChange={(event) => setTo(event.target.value)}
              placeholder="2026-01-31"
              className="tabular"
              autoComplete="off"
            />
          )}
        </Field>
      </div>
    ),
  };
}

const versionOptions = (model: ModelDetail) => model.versions.map(({ name }) => ({ value: name, label: name || "unnamed" }));

/** The first third of what is there: a first proposal that leaves something to compare. */
function proposal(model: ModelDetail, timeZone: string): [string, string] {
  if (!model.first_record_at || !model.last_record_at) return ["", ""];
  const first = new Date(model.first_record_at);
  const third = new Date(first.getTime() + (new Date(model.last_record_at).getTime() - first.getTime()) / 3);
  return [formatTime(first, timeZone, "day"), formatTime(third, timeZone, "day")];
}

export function WindowForm({ model }: { model: ModelDetail }) {
  const timeZone = useTimeZone();
  const [first, last] = proposal(model, timeZone);
  const range = useRange(
    first,
    last,
    model.first_record_at ? `The first record is of ${formatTime(model.first_record_at, timeZone, "day")}.` : "There are no records yet.",
  );
  const [version, setVersion] = useState("");
  const body: SetReference | null =
    range.from.value && range.to.value ? { window: { from: range.from.value, to: range.to.value, ...(version && { version }) } } : null;
  return (
    <SetForm
      model={model.name}
      body={body}
      isTyped={range.isTyped || version !== ""}
      explain="Logged traffic of a time when all was well. It stays fixed: later records do not move it."
    >
      {range.fields}
      {model.versions.length > 1 && (
        <Field label="Version" className="max-w-60">
          {(ids) => (
            <Select
              {...ids}
              value={version}
              onValueChange={setVersion}
              options={[{ value: "", label: "All versions" }, ...versionOptions(model)]}
            />
          )}
        </Field>
      )}
    </SetForm>
  );
}

export function VersionForm({ model }: { model: ModelDetail }) {
  const range = useRange("", "", "Empty: from its first record.");
  const [began] = useState(model.versions[0]?.name);
  const [name, setName] = useState(began);
  const isRangeRight = !range.from.error && !range.to.error;
  const body: SetReference | null =
    name !== undefined && isRangeRight
      ? { version: { name, ...(range.from.value && { from: range.from.value }), ...(range.to.value && { to: range.to.value }) } }
      : null;
  if (model.versions.length === 0) return <p className="text-ink-2">No record has named a version yet.</p>;
  return (
    <SetForm
      model={model.name}
      body={body}
      isTyped={range.isTyped || name !== began}
      explain="The traffic of another version, e.g. to compare a canary with what is live."
    >
      <Field label="Version" className="max-w-60">
        {(ids) => <Select {...ids} value={name} onValueChange={setName} options={versionOptions(model)} />}
      </Field>
      {range.fields}
    </SetForm>
  );
}

const LENGTH = /^[1-9]\d{0,3}[mhdw]$/;

const EXPLAIN = {
  moving: "Each window is compared with the time right before it, of this length. It follows slow change, so only what comes fast shows.",
  previous:
    "Each window is compared with the same window so much earlier: 7d compares a Monday with the Monday before, and weekly rhythm is no drift.",
} as const;

export function SlidingForm({ model, kind }: { model: string; kind: "moving" | "previous" }) {
  const [length, setLength] = useState("7d");
  const isRight = LENGTH.test(length.trim());
  const body: SetReference | null = isRight ? (kind === "moving" ? { moving: length.trim() } : { previous: length.trim() }) : null;
  return (
    <SetForm model={model} body={body} isTyped={length !== "7d"} explain={EXPLAIN[kind]}>
      <Field
        label={kind === "moving" ? "Length" : "How much earlier"}
        hint="A number and m, h, d or w."
        error={isRight ? undefined : "Write a number and one of m, h, d, w, e.g. 7d."}
        className="max-w-60"
      >
        {(ids) => (
          <Input {...ids} value={length} onChange={(event) => setLength(event.target.value)} className="tabular" autoComplete="off" />
        )}
      </Field>
    </SetForm>
  );
}
