"use client";

import { X } from "lucide-react";
import { useAlarms } from "#client/api/alarms.ts";
import { useModels } from "#client/api/models.ts";
import { Button } from "../ui/button.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Select } from "../ui/select.tsx";
import type { IncidentsState } from "./incidents-state.ts";

const STATUSES = [
  { value: "all", label: "All" },
  { value: "firing", label: "Firing" },
  { value: "resolved", label: "Resolved" },
] as const;

const VERDICTS = [
  { value: "", label: "Any verdict" },
  { value: "none", label: "Not judged" },
  { value: "real", label: "Real" },
  { value: "false", label: "False" },
  { value: "expected", label: "Expected" },
] as const;

export function IncidentsFilters({ filter, setFilter, isFiltered, clear }: IncidentsState) {
  const models = useModels().data?.data ?? [];
  const alarms = useAlarms().data?.data ?? [];
  const offered = alarms.filter(({ model }) => filter.model === null || model === filter.model);
  return (
    <search className="mb-5 flex flex-wrap items-center gap-2">
      <Segmented
        label="Status"
        value={filter.status ?? "all"}
        options={STATUSES}
        onValueChange={(status) => setFilter({ status: status === "all" ? null : status })}
      />
      <Select
        aria-label="Model"
        value={filter.model ?? ""}
        onValueChange={(model) => setFilter({ model: model || null, alarm: null })}
        options={[
          { value: "", label: "All models" },
          ...withChosen(
            filter.model,
            models.map(({ name, title }) => ({ value: name, label: title })),
          ),
        ]}
        className="max-w-48"
      />
      <Select
        aria-label="Alarm"
        value={filter.alarm === null ? "" : String(filter.alarm)}
        onValueChange={(alarm) => setFilter({ alarm: alarm ? Number(alarm) : null })}
        options={[
          { value: "", label: "All alarms" },
          ...withChosen(
            filter.alarm === null ? null : String(filter.alarm),
            offered.map(({ id, name }) => ({ value: String(id), label: name })),
            (alarm) => `Alarm ${alarm}`,
          ),
        ]}
        className="max-w-56"
      />
      <Select
        aria-label="Verdict"
        value={filter.verdict ?? ""}
        onValueChange={(verdict) => setFilter({ verdict: verdict || null })}
        options={VERDICTS}
      />
      {isFiltered && (
        <Button variant="ghost" onClick={clear}>
          <X aria-hidden />
          Clear filters
        </Button>
      )}
    </search>
  );
}

interface Option {
  value: string;
  label: string;
}

/** What the address asks for stands in the menu even where the list does not have it (yet): a deleted alarm has incidents, too. */
function withChosen(chosen: string | null, options: Option[], labelOf: (value: string) => string = (value) => value): Option[] {
  return chosen === null || options.some(({ value }) => value === chosen)
    ? options
    : [...options, { value: chosen, label: labelOf(chosen) }];
}
