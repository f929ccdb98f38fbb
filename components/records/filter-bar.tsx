"use client";

import { ArrowDownWideNarrow, ArrowUpNarrowWide, Columns3, Download, Search, X } from "lucide-react";
import { useState } from "react";
import { recordsDownload } from "#client/api/records.ts";
import { useRefresh, useVersion } from "#client/url-state.ts";
import type { Column, Model } from "#core/contracts/models.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import {
  Dropdown,
  DropdownCheckboxItem,
  DropdownContent,
  DropdownItem,
  DropdownLabel,
  DropdownSeparator,
  DropdownTrigger,
} from "../ui/dropdown.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { FilterBuilder } from "./filter-builder.tsx";
import { shownColumns, useRecordsParams, useRecordsState } from "./records-state.ts";

interface FilterBarProps {
  model: string;
  columns: readonly Column[];
  versions: Model["versions"];
}

export function FilterBar({ model, columns, versions }: FilterBarProps) {
  const [state, setState] = useRecordsState();
  const [refresh, setRefresh] = useRefresh();
  const isLive = refresh !== "off";
  const isNewest = state.order === "newest";
  return (
    <div className="mb-3 flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <IdSearch key={state.id} value={state.id ?? ""} onSearch={(id) => void setState({ id: id || null })} />
        {versions.length > 1 && <VersionSelect versions={versions} />}
        <FilterBuilder
          columns={columns}
          onAdd={(filter) => void setState({ filter: [...state.filter.filter((other) => other !== filter), filter] })}
        />
        <div className="ml-auto flex flex-wrap items-center gap-2">
          <Button
            aria-pressed={isLive}
            onClick={() => void setRefresh(isLive ? "off" : "5s")}
            className="aria-pressed:border-accent aria-pressed:text-accent"
            title="Ask again every 5 seconds"
          >
            <span aria-hidden className={`size-2 rounded-full ${isLive ? "bg-accent" : "bg-line-strong"}`} />
            Live
          </Button>
          <Button onClick={() => void setState({ order: isNewest ? "oldest" : "newest" })}>
            {isNewest ? <ArrowDownWideNarrow aria-hidden /> : <ArrowUpNarrowWide aria-hidden />}
            {isNewest ? "Newest first" : "Oldest first"}
          </Button>
          <ColumnMenu columns={columns} chosen={state.columns} onChange={(names) => void setState({ columns: names })} />
          <DownloadMenu model={model} />
        </div>
      </div>
      {(state.filter.length > 0 || state.id) && (
        <ul aria-label="Filters" className="flex flex-wrap items-center gap-1.5">
          {state.id && <FilterChip text={`id ${state.id}`} onRemove={() => void setState({ id: null })} />}
          {state.filter.map((filter) => (
            <FilterChip
              key={filter}
              text={filter}
              onRemove={() => void setState({ filter: state.filter.filter((other) => other !== filter) })}
            />
          ))}
          <li>
            <Button variant="ghost" size="sm" onClick={() => void setState({ filter: null, id: null })}>
              Clear
            </Button>
          </li>
        </ul>
      )}
    </div>
  );
}

function FilterChip({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <li className="flex max-w-full">
      <Badge className="h-7 gap-0.5 pr-0.5 font-mono text-ink text-xs">
        <span className="truncate">{text}</span>
        <button
          type="button"
          aria-label={`Remove the filter ${text}`}
          onClick={onRemove}
          className="rounded p-1 text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X aria-hidden />
        </button>
      </Badge>
    </li>
  );
}

function IdSearch({ value, onSearch }: { value: string; onSearch: (id: string) => void }) {
  const [text, setText] = useState(value);
  return (
    <form
      className="relative w-full sm:w-52"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text.trim());
      }}
    >
      <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" aria-hidden />
      <Input
        type="search"
        aria-label="Find a record by its exact id, press Enter"
        placeholder="Record id, then Enter"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="pl-8"
        autoComplete="off"
      />
    </form>
  );
}

function VersionSelect({ versions }: { versions: Model["versions"] }) {
  const [version, setVersion] = useVersion();
  return (
    <Select
      aria-label="Version"
      value={version ?? ""}
      onValueChange={(next) => void setVersion(next || null)}
      options={[{ value: "", label: "All versions" }, ...versions.map(({ name }) => ({ value: name, label: name || "unnamed" }))]}
    />
  );
}

interface ColumnMenuProps {
  columns: readonly Column[];
  chosen: string[];
  onChange: (names: string[]) => void;
}

function ColumnMenu({ columns, chosen, onChange }: ColumnMenuProps) {
  const shown = shownColumns(columns, chosen).map((column) => column.name);
  const choosable = columns.filter((column) => !column.ignored);
  return (
    <Dropdown>
      <DropdownTrigger asChild>
        <Button>
          <Columns3 aria-hidden />
          Columns
        </Button>
      </DropdownTrigger>
      <DropdownContent className="max-h-96 w-64">
        <DropdownLabel>Shown in the log</DropdownLabel>
        {choosable.map((column) => (
          <DropdownCheckboxItem
            key={column.name}
            checked={shown.includes(column.name)}
            onCheckedChange={(checked) => onChange(checked ? [...shown, column.name] : shown.filter((name) => name !== column.name))}
          >
            <span className="truncate font-mono text-xs">{column.name}</span>
          </DropdownCheckboxItem>
        ))}
        <DropdownSeparator />
        <DropdownItem onSelect={() => onChange([])}>Back to the usual ones</DropdownItem>
      </DropdownContent>
    </Dropdown>
  );
}

function DownloadMenu({ model }: { model: string }) {
  const params = useRecordsParams();
  return (
    <Dropdown>
      <DropdownTrigger asChild>
        <Button>
          <Download aria-hidden />
          Download
        </Button>
      </DropdownTrigger>
      <DropdownContent className="w-60">
        <DropdownLabel>All matching records of the range</DropdownLabel>
        {(["ndjson", "csv", "arrow"] as const).map((format) => (
          <DropdownItem key={format} asChild>
            <a href={recordsDownload(model, params, format)} download>
              {{ ndjson: "NDJSON, native records", csv: "CSV, one column each", arrow: "Apache Arrow stream" }[format]}
            </a>
          </DropdownItem>
        ))}
      </DropdownContent>
    </Dropdown>
  );
}
