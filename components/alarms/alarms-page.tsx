"use client";

import { BellPlus, BellRing, Search } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useAlarms } from "#client/api/alarms.ts";
import { useModels } from "#client/api/models.ts";
import { routes } from "#client/routes.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { countOf } from "#core/charts/numbers.ts";
import type { Alarm } from "#core/contracts/alarms.ts";
import type { ModelListItem } from "#core/contracts/models.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { useAlarmFilter } from "./alarms-state.ts";
import { AlarmsTable } from "./alarms-table.tsx";
import { AlarmsHead } from "./alarms-tabs.tsx";
import { AsCode } from "./as-code-dialog.tsx";
import { filterAlarms, ITSELF, STATUS_FILTERS } from "./filter-alarms.ts";
import { PruningCard } from "./pruning-card.tsx";
import { StartersCard } from "./starters-card.tsx";
import { STATUS_ORDER, statusWord } from "./status-badge.tsx";

/** Every rule, what it is at, and what its record is. */
export function AlarmsPage() {
  const hydrated = useHydrated();
  const alarms = useAlarms();
  const models = useModels();
  return (
    <>
      <AlarmsHead
        title="Alarms"
        description="Rules that tell people when something has really changed."
        actions={
          <>
            <AsCode />
            <NewAlarmLink />
          </>
        }
      />
      {!hydrated || (alarms.isPending && !alarms.isError) ? (
        <div role="status" aria-label="Loading the alarms">
          <Skeleton className="mb-3 h-7 w-80 max-w-full" />
          <Skeleton className="h-96 w-full rounded-lg" />
        </div>
      ) : alarms.data ? (
        <Alarms alarms={alarms.data.data} models={models.data?.data ?? []} />
      ) : (
        <ErrorState title="The alarms could not be loaded" error={alarms.error} onRetry={() => void alarms.refetch()} />
      )}
    </>
  );
}

function NewAlarmLink() {
  const [{ model }] = useAlarmFilter();
  const query = model && model !== ITSELF ? `?model=${encodeURIComponent(model)}` : "";
  return (
    <Button asChild variant="primary">
      <Link href={`${routes.newAlarm}${query}`}>
        <BellPlus aria-hidden />
        New alarm
      </Link>
    </Button>
  );
}

function Alarms({ alarms, models }: { alarms: readonly Alarm[]; models: readonly ModelListItem[] }) {
  const [filter, setFilter] = useAlarmFilter();
  const [showStarters, setShowStarters] = useState(false);
  const shown = filterAlarms(alarms, filter);
  const own = alarms.filter(({ model }) => model !== null);
  const titles = new Map(models.map(({ name, title }) => [name, title]));
  const watched = filter.model !== null && filter.model !== ITSELF ? filter.model : models[0]?.name;
  const starters = watched && showStarters && <StartersCard models={models} model={watched} onAdded={() => setShowStarters(false)} />;
  return (
    <>
      {own.length === 0 && (
        <div className="mb-4 rounded-lg border border-line">
          <EmptyState
            icon={BellRing}
            title="No alarm watches a model yet"
            action={
              <>
                <NewAlarmLink />
                {watched && !showStarters && <Button onClick={() => setShowStarters(true)}>Show the starter set</Button>}
              </>
            }
            className="py-8"
          >
            Begin with a set for what most often goes wrong, or make one of your own and see where it would have fired.
          </EmptyState>
        </div>
      )}
      {/* What somebody without an alarm asked for stands before Tidemark's own alarms. */}
      {own.length === 0 && starters}
      <Filters alarms={alarms} shown={shown.length} titles={titles} />
      {shown.length > 0 ? (
        <AlarmsTable alarms={shown} titles={titles} />
      ) : (
        <EmptyState
          title="No alarm is like that"
          className="rounded-lg border border-line"
          action={<Button onClick={() => void setFilter(null)}>Show all</Button>}
        />
      )}
      <PruningCard />
      {own.length > 0 && starters}
      {watched && own.length > 0 && !showStarters && (
        <Button variant="ghost" className="mt-3" onClick={() => setShowStarters(true)}>
          Show the starter set
        </Button>
      )}
    </>
  );
}

interface FiltersProps {
  alarms: readonly Alarm[];
  shown: number;
  titles: ReadonlyMap<string, string>;
}

function Filters({ alarms, shown, titles }: FiltersProps) {
  const [filter, setFilter] = useAlarmFilter();
  const models = [...new Set(alarms.map(({ model }) => model ?? ITSELF))];
  const statuses = STATUS_FILTERS.filter((status) =>
    status === "off" ? alarms.some(({ enabled }) => !enabled) : alarms.some((alarm) => alarm.enabled && alarm.status === status),
  ).sort((a, b) => rankOf(a) - rankOf(b));
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      <div className="relative">
        <Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-3" aria-hidden />
        <Input
          type="search"
          aria-label="Find an alarm"
          placeholder="Find an alarm"
          className="h-7 w-48 pl-8 text-xs"
          value={filter.find ?? ""}
          onChange={(event) => void setFilter({ find: event.target.value || null })}
        />
      </div>
      <Select
        aria-label="Model"
        size="sm"
        className="max-w-48"
        value={filter.model ?? ""}
        options={[
          { value: "", label: "All models" },
          ...models.map((model) => ({ value: model, label: model === ITSELF ? "Tidemark itself" : (titles.get(model) ?? model) })),
        ]}
        onValueChange={(model) => void setFilter({ model: model || null })}
      />
      <Select<(typeof STATUS_FILTERS)[number] | "">
        aria-label="Status"
        size="sm"
        value={filter.status ?? ""}
        options={[
          { value: "", label: "Any status" },
          ...statuses.map((status) => ({ value: status, label: status === "off" ? "Off" : statusWord(status) })),
        ]}
        onValueChange={(status) => void setFilter({ status: status || null })}
      />
      {shown < alarms.length && (
        <Button size="sm" variant="ghost" onClick={() => void setFilter(null)}>
          {shown} of {countOf(alarms.length, "alarm")}: show all
        </Button>
      )}
    </search>
  );
}

const rankOf = (status: (typeof STATUS_FILTERS)[number]) => (status === "off" ? STATUS_ORDER.length : STATUS_ORDER.indexOf(status));
