"use client";

import { useState } from "react";
import { toast } from "sonner";
import { ApiError } from "#client/api/error.ts";
import { usePatchModel, useReprofile } from "#client/api/models.ts";
import { usePerformance } from "#client/api/performance.ts";
import { useUnsavedGuard } from "#client/unsaved.ts";
import { useTimeWindow } from "#client/url-state.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import { TASKS } from "#core/performance/types.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Input } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { OutputColumnsFields } from "./output-columns-fields.tsx";
import { AUTO, formClasses, formOf, type PerformanceForm, patchOf } from "./performance-form.ts";
import { ValueMatrixEditor } from "./value-matrix-editor.tsx";

/** A table of more classes than this is not filled in by hand. */
const MOST_CLASSES = 12;

/** How labels are held against predictions, and what that is worth. */
export function PerformanceCard({ model }: { model: ModelDetail }) {
  const { from, to } = useTimeWindow();
  const performance = usePerformance(model.name, { from, to });
  const reprofile = useReprofile(model.name);

  function countAgain() {
    reprofile.mutate(undefined, {
      onSuccess: () => toast.success("The stored records are counted again in the background"),
      onError: (error) => toast.error("The records are not counted again", { description: error.message }),
    });
  }

  return (
    <div id="performance" className="scroll-mt-28">
      <Card
        title="Performance"
        description="How labels are held against predictions, and what being right or wrong is worth."
        actions={
          <Button
            size="sm"
            busy={reprofile.isPending}
            onClick={countAgain}
            title="Freeze bins and classes anew and count all stored records on them"
          >
            Count again
          </Button>
        }
      >
        {performance.data ? (
          <PerformanceSettings key={model.name} model={model} answer={performance.data} />
        ) : performance.isError ? (
          <ErrorState
            title="What is known of labels could not be loaded"
            error={performance.error}
            onRetry={() => void performance.refetch()}
          />
        ) : (
          <Skeleton className="h-80" />
        )}
      </Card>
    </div>
  );
}

function PerformanceSettings({ model, answer }: { model: ModelDetail; answer: PerformanceAnswer }) {
  const patch = usePatchModel(model.name);
  const classes = formClasses(model, answer.classes);
  const stored = formOf(model, classes);
  // Null: nothing was touched, so what another person changes meanwhile is shown.
  const [draft, setDraft] = useState<PerformanceForm | null>(null);
  const form = draft ? fitted(draft, classes) : stored;
  const changes = patchOf(form, model, classes);
  const isDirty = changes === null || Object.keys(changes).length > 0;
  useUnsavedGuard(isDirty);
  const change = (part: Partial<PerformanceForm>) => {
    patch.reset();
    setDraft({ ...form, ...part });
  };
  const recounts = changes?.performance_task !== undefined || changes?.positive_class !== undefined;
  const task = form.task === AUTO ? answer.task : form.task;
  const isBinary = task === "binary" || (task === null && form.task === AUTO);
  const isClassification = task === "binary" || task === "multiclass";
  const errors = patch.error instanceof ApiError ? patch.error.errors : [];
  const errorAt = (pointer: string) => errors.find((error) => error.pointer.startsWith(pointer))?.detail;

  function submit(event: { preventDefault: () => void }) {
    event.preventDefault();
    if (changes === null || !isDirty) return;
    patch.mutate(changes, {
      onSuccess: (saved) => {
        setDraft(null);
        toast.success(saved.job ? "Saved: the stored records are counted again in the background" : "Saved");
      },
      onError: (error) => toast.error("The settings were not saved", { description: error.message }),
    });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-5" noValidate>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Performance task" hint={`Now: ${nowText(answer)}.`} error={errorAt("/performance_task")}>
          {(ids) => (
            <Select
              {...ids}
              value={form.task}
              onValueChange={(value) => change({ task: value })}
              options={[{ value: AUTO, label: "As the data look" }, ...TASKS.map((value) => ({ value, label: value }))]}
              className="w-full"
            />
          )}
        </Field>
        {isBinary && (
          <Field
            label="Positive class"
            hint="The one that is looked for, whose score the records carry."
            error={errorAt("/positive_class")}
          >
            {(ids) =>
              classes.length > 0 ? (
                <Select
                  {...ids}
                  value={form.positive}
                  onValueChange={(value) => change({ positive: value })}
                  options={[
                    { value: AUTO, label: "As the data look" },
                    ...[...new Set([...classes, ...(form.positive === AUTO ? [] : [form.positive])])].map((value) => ({
                      value,
                      label: value,
                    })),
                  ]}
                  className="w-full"
                />
              ) : (
                <Input
                  {...ids}
                  value={form.positive}
                  onChange={(event) => change({ positive: event.target.value })}
                  placeholder="as the data look"
                  autoComplete="off"
                />
              )
            }
          </Field>
        )}
      </div>
      {isClassification && classes.length > 1 && classes.length <= MOST_CLASSES && (
        <ValueMatrixEditor
          form={form}
          onChange={change}
          classes={classes}
          positive={task === "binary" && classes.length === 2 ? form.positive || answer.positive_class : null}
          answer={answer}
        />
      )}
      {errorAt("/value_matrix") && <p className="text-danger text-xs">{errorAt("/value_matrix")}</p>}
      {isClassification && classes.length > MOST_CLASSES && (
        <p className="text-ink-2 text-xs">
          {classes.length} classes are too many to fill in by hand: what each case is worth can be set as{" "}
          <code className="font-mono">value_matrix</code> with <code className="font-mono">PATCH /api/v1/models/{model.name}</code>.
        </p>
      )}
      <OutputColumnsFields model={model} form={form} onChange={change} error={errorAt("/output_columns")} />
      {recounts && (
        <Notice tone="warning">
          All stored records of the model are counted again for this. That runs in the background with a progress bar; until it is done the
          pages show the figures as they were.
        </Notice>
      )}
      <div className="flex justify-end gap-2">
        {isDirty && <Button onClick={() => setDraft(null)}>Undo</Button>}
        <Button type="submit" variant="primary" busy={patch.isPending} disabled={!isDirty || changes === null}>
          {recounts ? "Save and count again" : "Save"}
        </Button>
      </div>
    </form>
  );
}

/** Classes may come while the form is being filled in: they get rows of their own. */
function fitted(form: PerformanceForm, classes: readonly string[]): PerformanceForm {
  return { ...form, cells: classes.map((_, i) => classes.map((_, j) => form.cells[i]?.[j] ?? "")) };
}

function nowText({ task, positive_class, task_is_provisional }: PerformanceAnswer): string {
  if (task === null) return "not known before the first labels";
  const positive = positive_class === null ? "" : `, positive class ${positive_class}`;
  return `${task}${positive}${task_is_provisional ? " (from the first labels)" : ""}`;
}
