"use client";

import { useRouter } from "next/navigation";
import { parseAsString, useQueryStates } from "nuqs";
import { useState } from "react";
import { toast } from "sonner";
import { useCreateAlarm } from "#client/api/alarms.ts";
import { useModel, useModels } from "#client/api/models.ts";
import { routes } from "#client/routes.ts";
import { leavePage } from "#client/unsaved.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { Field } from "../../ui/label.tsx";
import { Select } from "../../ui/select.tsx";
import { AlarmsHead } from "../alarms-tabs.tsx";
import { BacktestWaiting } from "../backtest/backtest-panel.tsx";
import { EditorSkeleton } from "../editor-skeleton.tsx";
import { AlarmEditor } from "./alarm-editor.tsx";
import { type Draft, newDefinition, usualInterval, usualWindow } from "./draft.ts";
import { columnsFor, conditionFor, isSubject, lacks, type SubjectId } from "./subjects.ts";

const PARSERS = { model: parseAsString, column: parseAsString, metric: parseAsString };

const OTHER_MODEL = {
  title: "Begin again with another model?",
  description: "Columns and thresholds are those of a model: what you have set here is lost.",
  action: "Begin again",
  keep: "Stay",
};

/** A new alarm; the address may say what it begins with. */
export function NewAlarm() {
  const hydrated = useHydrated();
  const models = useModels();
  const [asked, setAsked] = useQueryStates(PARSERS, { history: "replace" });
  const list = models.data?.data ?? [];
  const only = list.length === 1 ? list[0]!.name : null;
  const name = asked.model ?? only;
  const picker = (
    <Field label="Model">
      {(ids) => (
        <Select
          {...ids}
          className="w-full"
          placeholder="Choose a model"
          value={name ?? undefined}
          options={list.map((model) => ({ value: model.name, label: model.title }))}
          onValueChange={(model) => leavePage(() => void setAsked({ model, column: null, metric: asked.metric }), OTHER_MODEL)}
        />
      )}
    </Field>
  );
  return (
    <>
      <AlarmsHead
        title="New alarm"
        description="Say what should be watched. The chart shows where the alarm would have fired, so that you can set it before it wakes anybody."
      />
      {!hydrated || models.isPending ? (
        <EditorSkeleton />
      ) : models.isError ? (
        <ErrorState title="The models could not be loaded" error={models.error} onRetry={() => void models.refetch()} />
      ) : list.length === 0 ? (
        <EmptyState title="There is nothing to watch yet">The first record makes a model. Then come back here.</EmptyState>
      ) : name === null ? (
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(20rem,26rem)_minmax(0,1fr)]">
          <Card title="What is watched">{picker}</Card>
          <Card>
            <BacktestWaiting>Choose a model to see its past.</BacktestWaiting>
          </Card>
        </div>
      ) : (
        <ForModel key={name} name={name} column={asked.column} subject={isSubject(asked.metric) ? asked.metric : null}>
          {picker}
        </ForModel>
      )}
    </>
  );
}

interface ForModelProps {
  name: string;
  column: string | null;
  subject: SubjectId | null;
  children: React.ReactNode;
}

function ForModel({ name, column, subject, children }: ForModelProps) {
  const router = useRouter();
  const model = useModel(name);
  const create = useCreateAlarm();
  const [initial, setInitial] = useState<Draft | null>(null);
  if (model.data && !initial) setInitial(initialDraft(model.data, column, subject));
  if (model.isError)
    return (
      <>
        <Card className="mb-4 max-w-md">{children}</Card>
        <ErrorState title="The model could not be loaded" error={model.error} onRetry={() => void model.refetch()} />
      </>
    );
  if (!model.data || !initial) return <EditorSkeleton />;

  function save(draft: Draft) {
    create.mutate(
      { name: draft.name, model: draft.model, definition: draft.definition },
      {
        onSuccess: (alarm) => {
          toast.success(`${alarm.name} is on`, { description: "It looks for the first time with its next slot." });
          router.push(routes.alarm(alarm.id));
        },
        onError: (error) => toast.error("The alarm was not saved", { description: error.message }),
      },
    );
  }

  return (
    <AlarmEditor
      model={model.data}
      saved={initial}
      isNew
      onSave={save}
      isSaving={create.isPending || create.isSuccess}
      error={create.error}
    >
      {children}
    </AlarmEditor>
  );
}

/** What the address asks for, where the model has it; else the first that makes sense. */
function initialDraft(model: ModelDetail, column: string | null, wanted: SubjectId | null): Draft {
  const subject = wanted && !lacks(wanted, model) ? wanted : lacks("column_drift", model) ? "volume" : "column_drift";
  const fitting = columnsFor(subject, model);
  const known = fitting.find(({ name }) => name === column) ?? (fitting.length === 1 ? fitting[0] : undefined);
  const window = usualWindow(model);
  return {
    name: "",
    model: model.name,
    definition: { ...newDefinition(conditionFor(subject, known?.name ?? "", model, window)), window, every: usualInterval(window) },
  };
}
