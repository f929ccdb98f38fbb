"use client";

import { useState } from "react";
import { cn } from "#client/cn.ts";
import { countOf, formatCount } from "#client/format.ts";
import type { Column, ModelDetail } from "#core/contracts/models.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Input } from "../ui/input.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { ColumnDialog } from "./column-dialog.tsx";

/** More rows than this say less than the search does. */
const SHOWN = 200;

export function ColumnsCard({ model }: { model: ModelDetail }) {
  const [search, setSearch] = useState("");
  const [editing, setEditing] = useState<Column | null>(null);
  const matching = model.columns.filter((column) => column.name.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <Card
      title="Columns"
      description="They appear on first sight, with a kind taken from their first value. A wrong kind can be set right here."
      actions={
        model.columns.length > 0 && (
          <Input
            type="search"
            aria-label="Find a column"
            placeholder="Find a column"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="w-44"
          />
        )
      }
      flush
    >
      {model.columns.length === 0 && (
        <EmptyState title="No columns yet" className="py-10">
          They come with the model's first record.
        </EmptyState>
      )}
      {model.columns.length > 0 && matching.length === 0 && <EmptyState title={`No column is called like "${search}"`} className="py-10" />}
      {matching.length > 0 && (
        <Table label="Columns" className="[&_tbody_tr:last-child_td]:border-b-0">
          <thead>
            <Tr>
              <Th>Name</Th>
              <Th>Role</Th>
              <Th>Kind</Th>
              <Th>Unit</Th>
              <Th className="text-right">Bins</Th>
              <Th>
                <span className="sr-only">Actions</span>
              </Th>
            </Tr>
          </thead>
          <tbody>
            {matching.slice(0, SHOWN).map((column) => (
              <ColumnRow key={column.name} column={column} onEdit={() => setEditing(column)} />
            ))}
          </tbody>
        </Table>
      )}
      {matching.length > SHOWN && (
        <p className="border-line border-t px-4 py-2 text-ink-2 text-xs">
          {formatCount(SHOWN)} of {countOf(matching.length, "column")} shown: find the others by name.
        </p>
      )}
      <ColumnDialog model={model.name} column={editing} onClose={() => setEditing(null)} />
    </Card>
  );
}

function ColumnRow({ column, onEdit }: { column: Column; onEdit: () => void }) {
  return (
    <Tr className={cn(column.ignored && "text-ink-3")}>
      <Td>
        <span className={cn("font-mono text-xs", column.ignored && "line-through")}>{column.name}</span>
        {column.derived_from && <span className="block text-ink-3 text-xs">from {column.derived_from}</span>}
        {column.ignored && <span className="block text-ink-3 text-xs">ignored: stored, not counted</span>}
      </Td>
      <Td>{column.role}</Td>
      <Td>
        <span className="flex items-center gap-1.5">
          {column.kind}
          {column.kind_is_set && <Badge title="Set by a person">set</Badge>}
        </span>
      </Td>
      <Td>{column.unit ?? "—"}</Td>
      <Td className="tabular text-right">
        {column.binning ? (
          <span title={`binning ${column.binning.hash}`}>
            {formatCount(column.binning.bins)}
            {column.binning.provisional && <span className="block text-ink-3 text-xs">provisional</span>}
          </span>
        ) : (
          "—"
        )}
      </Td>
      <Td className="text-right">
        {!column.derived_from && (
          <Button size="sm" onClick={onEdit} aria-label={`Change ${column.name}`}>
            Change
          </Button>
        )}
      </Td>
    </Tr>
  );
}
