"use client";

import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useUnsavedGuard } from "#client/unsaved.ts";
import { summaryOf } from "#core/alarms/describe.ts";
import { DAY_MS, HOUR_MS, nominalMs } from "#core/alarms/durations.ts";
import { conditionsOf } from "#core/alarms/expression.ts";
import { metricInfo } from "#core/alarms/metrics.ts";
import type { RuleDefinition, Severity } from "#core/contracts/alarm-rules.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { defaultWindow } from "#core/time/default-window.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Input } from "../../ui/input.tsx";
import { Field } from "../../ui/label.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { type BacktestDays, BacktestPanel } from "../backtest/backtest-panel.tsx";
import { useBacktest } from "../backtest/use-backtest.ts";
import { AdvancedFields } from "./advanced-fields.tsx";
import { Conditions } from "./conditions.tsx";
import { type Draft, withWindow } from "./draft.ts";
import { DurationField } from "./duration-field.tsx";
import { isNested } from "./expression-edit.ts";
import { errorAt } from "./field-errors.ts";
import { nameFor } from "./subjects.ts";
import { hasUnfinished, showProblem } from "./unfinished.ts";

interface AlarmEditorProps {
  /** Null: the alarm watches Tidemark itself. */
  model: ModelDetail | null;
  saved: Draft;
  /** A new alarm names itself until somebody does. */
  isNew: boolean;
  /** Stands above the form: which model. */
  children?: ReactNode;
  onDirty?: (isDirty: boolean) => void;
  onSave: (draft: Draft) => void;
  isSaving: boolean;
  error: Error | null;
}

/** What is watched and when it is too much, beside what that would have led to. */
export function AlarmEditor({ model, saved, isNew, children, onDirty, onSave, isSaving, error }: AlarmEditorProps) {
  const [draft, setDraft] = useState(saved);
  const [isNamed, setNamed] = useState(!isNew);
  /** What could not be saved, because something was missing or half typed. */
  const [blocked, setBlocked] = useState<{ draft: Draft } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const [days, setDays] = useState<BacktestDays>(() => usualDays(saved.definition.window));
  const { range, note } = useMemo(() => rangeOf(model, days), [model, days]);
  const backtest = useBacktest(draft, range);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(saved);
  useUnsavedGuard(isDirty && !isSaving);
  useEffect(() => onDirty?.(isDirty), [isDirty, onDirty]);

  const setDefinition = useCallback(
    (change: (before: RuleDefinition) => RuleDefinition) => setDraft((before) => ({ ...before, definition: change(before.definition) })),
    [],
  );
  const change = (part: Partial<RuleDefinition>) => setDefinition((before) => ({ ...before, ...part }));
  const problem = error ?? backtest.error;
  const missing = missingOf(draft.definition);
  const name = isNamed ? draft.name : nameFor(conditionsOf(draft.definition.when)[0]!);
  const isMissing = missing.size > 0 || name.trim() === "";

  // After the fields have said what they lack.
  useEffect(() => {
    if (blocked && form.current) showProblem(form.current);
  }, [blocked]);

  return (
    <form
      ref={form}
      noValidate
      aria-label={isNew ? "New alarm" : "Change the alarm"}
      className="grid items-start gap-4 lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)]"
      onSubmit={(event) => {
        event.preventDefault();
        if (isMissing || hasUnfinished(event.currentTarget)) setBlocked({ draft });
        else onSave({ ...draft, name: name.trim() });
      }}
    >
      <Card title="What is watched">
        <div className="flex flex-col gap-4">
          {children}
          <Conditions
            definition={draft.definition}
            model={model}
            seen={valuesSeen(backtest.shown?.preview, backtest.isStale)}
            onChange={setDefinition}
            error={problem}
            missing={blocked ? missing : new Map()}
          />
          {isNested(draft.definition.when) && missing.size === 0 && (
            <p className="text-pretty text-ink-2 text-xs">Together: {summaryOf(draft.definition)}.</p>
          )}
          <div className="grid gap-3 sm:grid-cols-2">
            {conditionsOf(draft.definition.when).some(({ metric }) => !metricInfo(metric).live) && (
              <DurationField
                label="Over the last"
                value={draft.definition.window}
                onChange={(window) => setDefinition((before) => withWindow(before, window))}
                error={errorAt(problem, "/definition/window")}
              />
            )}
            <DurationField
              label="Looks every"
              value={draft.definition.every}
              onChange={(every) => change({ every })}
              error={errorAt(problem, "/definition/every")}
            />
          </div>
          <Field
            label="Name"
            error={blocked && name.trim() === "" ? "An alarm needs a name." : errorAt(problem, "/name")}
            hint="As it stands in notifications."
          >
            {(ids) => (
              <Input
                {...ids}
                value={name}
                maxLength={200}
                autoComplete="off"
                onChange={(event) => {
                  setNamed(true);
                  setDraft((before) => ({ ...before, name: event.target.value }));
                }}
              />
            )}
          </Field>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="font-medium text-ink text-xs">Severity</span>
            <Segmented<Severity>
              label="Severity"
              value={draft.definition.severity}
              options={[
                { value: "warning", label: "Warning" },
                { value: "critical", label: "Critical" },
              ]}
              onValueChange={(severity) => change({ severity })}
            />
          </div>
        </div>
      </Card>
      <div className="min-w-0 lg:sticky lg:top-16 lg:row-span-2">
        <Card>
          <BacktestPanel
            backtest={backtest}
            days={days}
            onDays={setDays}
            note={note}
            onChange={(definition) => setDefinition(() => definition)}
          />
        </Card>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <AdvancedFields definition={draft.definition} model={model} onChange={change} error={problem} />
        {error && <ErrorState title="The alarm was not saved" error={error} />}
        <div className="flex flex-col gap-3">
          <p className="text-pretty text-ink-2 text-xs">{sentence(draft.definition, missing.size > 0)}</p>
          <div className="flex flex-wrap gap-2">
            <Button type="submit" variant="primary" busy={isSaving} disabled={!isNew && !isDirty}>
              Save alarm
            </Button>
            {!isNew && isDirty && <Button onClick={() => setDraft(saved)}>Undo changes</Button>}
          </div>
          {blocked && (isMissing || blocked.draft === draft) && (
            <p role="alert" className="text-danger text-xs">
              Something is missing or not finished: see the fields above.
            </p>
          )}
        </div>
      </div>
    </form>
  );
}

/** Far enough back for many windows, near enough to draw them. */
function usualDays(window: string): BacktestDays {
  if (nominalMs(window) > DAY_MS) return 90;
  return nominalMs(window) < HOUR_MS ? 7 : 30;
}

function sentence(definition: RuleDefinition, isMissing: boolean): string {
  if (isMissing) return "Choose what is watched.";
  const text = summaryOf(definition);
  return `Fires on: ${text}.`;
}

/** What a condition lacks, by its number. */
function missingOf(definition: RuleDefinition): Map<number, string> {
  const missing = new Map<number, string>();
  for (const [i, { metric }] of conditionsOf(definition.when).entries()) {
    if ("column" in metric && metric.column === "") missing.set(i, "Choose a column.");
    else if (metric.kind === "column" && metric.value === "share" && !metric.category) missing.set(i, "Which category?");
  }
  return missing;
}

type Preview = NonNullable<ReturnType<typeof useBacktest>["shown"]>["preview"];

/** The values of a single condition's past, for limits to begin with. */
function valuesSeen(preview: Preview | undefined, isStale: boolean): readonly number[] {
  if (!preview || isStale || preview.conditions.length !== 1) return [];
  return preview.conditions[0]!.series.flatMap(({ readings }) => readings.value.filter((value) => value !== null));
}

/** The last days, or the last days of data that end long ago. */
function rangeOf(model: ModelDetail | null, days: number): { range: { from: string; to: string } | null; note: string | null } {
  if (!model) return { range: null, note: null };
  const { to } = defaultWindow(model.first_record_at, model.last_record_at, Date.now());
  if (to === "now") return { range: { from: `now-${days}d`, to }, note: null };
  const from = new Date(Date.parse(to) - days * 86_400_000).toISOString();
  return { range: { from, to }, note: `The model's data ends more than 30 days ago: these are its last ${days} days.` };
}
