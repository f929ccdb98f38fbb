"use client";

import { parseAsString, useQueryStates } from "nuqs";
import { useFailures, useStarterSet } from "#client/api/alarms.ts";
import { ApiError } from "#client/api/error.ts";
import { useModels } from "#client/api/models.ts";
import { countOf } from "#client/format.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import type { ModelListItem } from "#core/contracts/models.ts";
import { AlarmsHead } from "../alarms/alarms-tabs.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { byCoverage, COVERAGE_ORDER, type Failure } from "./coverage.ts";
import { COVERAGE_LOOKS, FailureCard } from "./failure-card.tsx";

const TASKS = [
  { value: "", label: "Every task" },
  { value: "tabular", label: "Tables" },
  { value: "vision", label: "Images" },
  { value: "text", label: "Texts" },
  { value: "speech", label: "Speech" },
  { value: "search", label: "Search" },
] as const;

/** What a team has thought of, what would see it, and what nothing would. */
export function FailuresPage() {
  const hydrated = useHydrated();
  const failures = useFailures();
  const models = useModels();
  return (
    <>
      <AlarmsHead
        title="What can go wrong?"
        description="Failures that teams have met with deployed models: what shows each in the data, and which of your alarms would see it."
      />
      {!hydrated || (failures.isPending && !failures.isError) || models.isPending ? (
        <div role="status" aria-label="Loading the failures">
          <Skeleton className="mb-4 h-8 w-72 max-w-full" />
          <Skeleton className="h-96 w-full" />
        </div>
      ) : failures.data ? (
        <Failures failures={failures.data.data} models={models.data?.data ?? []} />
      ) : failures.error instanceof ApiError && failures.error.status === 404 ? (
        <EmptyState title="This Tidemark does not have the list">
          The server is older than this page. Restart it to bring them together.
        </EmptyState>
      ) : (
        <ErrorState title="The failures could not be loaded" error={failures.error!} onRetry={() => void failures.refetch()} />
      )}
    </>
  );
}

function Failures({ failures, models }: { failures: readonly Failure[]; models: readonly ModelListItem[] }) {
  const [filter, setFilter] = useQueryStates({ task: parseAsString, model: parseAsString }, { history: "push" });
  // With one model there is nothing to choose.
  const model = filter.model ?? (models.length === 1 ? models[0]!.name : null);
  const set = useStarterSet(model);
  // The model's own, unless another is chosen; "" is every task, and a choice too.
  const task = filter.task ?? set.data?.task ?? "";
  const shown = byCoverage(failures, task || null, model, set.data);
  const count = (kind: string) => shown.filter(({ coverage }) => coverage.kind === kind).length;
  return (
    <>
      <search className="mb-4 flex flex-wrap items-center gap-2">
        <Select
          aria-label="Model"
          value={model ?? ""}
          onValueChange={(next) => void setFilter({ model: next || null, task: null })}
          options={[
            ...(models.length === 1 ? [] : [{ value: "", label: "All models" }]),
            ...models.map(({ name, title }) => ({ value: name, label: title })),
          ]}
          className="max-w-56"
        />
        <Select aria-label="Task" value={task} onValueChange={(next) => void setFilter({ task: next })} options={TASKS} />
        <p role="status" className="tabular text-ink-2 text-sm">
          {countOf(shown.length, "failure")}: {count("seen")} watched, {count("unseen") + count("off")} by nothing that is on,{" "}
          {count("blind")} that cannot be seen
        </p>
      </search>
      {set.isError && <ErrorState title="The starter rules of the model could not be loaded" error={set.error} className="mb-4" />}
      <div className="flex flex-col gap-7">
        {COVERAGE_ORDER.filter((kind) => count(kind) > 0).map((kind) => (
          <section key={kind}>
            <h2 className="font-semibold text-ink text-sm">{COVERAGE_LOOKS[kind].heading}</h2>
            <p className="mb-2 text-ink-2 text-xs">{COVERAGE_LOOKS[kind].meaning}</p>
            <ul aria-label={COVERAGE_LOOKS[kind].heading} className="grid grid-cols-1 items-stretch gap-3 lg:grid-cols-2">
              {shown
                .filter(({ coverage }) => coverage.kind === kind)
                .map(({ failure, coverage }) => (
                  <FailureCard
                    key={failure.id}
                    failure={failure}
                    coverage={coverage}
                    model={model}
                    models={models}
                    onModel={(name) => void setFilter({ model: name })}
                  />
                ))}
            </ul>
          </section>
        ))}
      </div>
      {shown.length === 0 && <EmptyState title="Nothing of this task is listed">Choose another task.</EmptyState>}
    </>
  );
}
