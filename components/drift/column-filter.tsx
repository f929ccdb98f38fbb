"use client";

import { Search } from "lucide-react";
import { countOf } from "#core/charts/numbers.ts";
import type { Role } from "#core/columns/column.ts";
import type { Verdict } from "#core/contracts/common.ts";
import type { DriftColumn } from "#core/contracts/drift.ts";
import { VERDICT_WORDS } from "../charts/words.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/input.tsx";
import { Select } from "../ui/select.tsx";
import { VERDICT_ORDER } from "../ui/verdict-badge.tsx";
import { useColumnFilter } from "./drift-state.ts";

/** Which columns are listed in the heat map and the table. */
export function ColumnFilter({ columns, shown }: { columns: readonly DriftColumn[]; shown: number }) {
  const [filter, setFilter] = useColumnFilter();
  const roles = [...new Set(columns.map(({ role }) => role))];
  const verdicts = VERDICT_ORDER.filter((verdict) => columns.some((column) => column.verdict === verdict));
  const filtered = shown < columns.length;
  return (
    <search className="flex flex-wrap items-center gap-2">
      <div className="relative">
        <Search className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-3" aria-hidden />
        <Input
          type="search"
          aria-label="Find a column"
          placeholder="Find a column"
          className="h-7 w-40 pl-8 text-xs"
          value={filter.find}
          onChange={(event) => void setFilter({ find: event.target.value || null })}
        />
      </div>
      <Select<Role | "">
        aria-label="Role"
        size="sm"
        value={filter.role ?? ""}
        options={[{ value: "", label: "All roles" }, ...roles.map((role) => ({ value: role, label: role }))]}
        onValueChange={(role) => void setFilter({ role: role || null })}
      />
      <Select<Verdict | "">
        aria-label="Verdict"
        size="sm"
        value={filter.verdict ?? ""}
        options={[{ value: "", label: "All verdicts" }, ...verdicts.map((verdict) => ({ value: verdict, label: VERDICT_WORDS[verdict] }))]}
        onValueChange={(verdict) => void setFilter({ verdict: verdict || null })}
      />
      {filtered && (
        <Button size="sm" variant="ghost" onClick={() => void setFilter(null)}>
          {shown} of {countOf(columns.length, "column")}: show all
        </Button>
      )}
    </search>
  );
}
