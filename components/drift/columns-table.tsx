"use client";

import {
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useMemo } from "react";
import { cn } from "#client/cn.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import type { DriftColumn } from "#core/contracts/drift.ts";
import { Table, Td, Th, Tr } from "../ui/table.tsx";
import { type ColumnActions, columnDefs, type HeadMeta } from "./column-defs.tsx";
import { useSort } from "./drift-state.ts";

export const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric },
});

interface ColumnsTableProps {
  columns: readonly DriftColumn[];
  statistic: StatisticId;
  selected: string | null;
  onSelect: (column: string) => void;
  onExplain: ColumnActions["onExplain"];
}

function readSort(sort: string | null): SortingState {
  return sort ? [{ id: sort.replace(/^-/, ""), desc: sort.startsWith("-") }] : [];
}

/** The columns, ranked as they came (drift first, then by effect) until a head is pressed. A row selects its column. */
export function ColumnsTable({ columns, statistic, selected, onSelect, onExplain }: ColumnsTableProps) {
  const [sort, setSort] = useSort();
  const sorting = useMemo(() => readSort(sort), [sort]);
  const defs = useMemo(() => columnDefs({ statistic, onSelect, onExplain }), [statistic, onSelect, onExplain]);
  const table = useTable({
    features,
    columns: defs,
    data: columns as DriftColumn[],
    getRowId: (row) => row.name,
    state: { sorting },
    onSortingChange: (update) => {
      const [next] = typeof update === "function" ? update(sorting) : update;
      void setSort(next ? `${next.desc ? "-" : ""}${next.id}` : null);
    },
  });
  return (
    <Table label="Columns, ranked by effect">
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => {
              const direction = header.column.getIsSorted();
              const meta = header.column.columnDef.meta as HeadMeta | undefined;
              return (
                <Th
                  key={header.id}
                  className={cn(meta?.right && "text-right", meta?.className)}
                  aria-sort={direction === "asc" ? "ascending" : direction === "desc" ? "descending" : undefined}
                >
                  <button
                    type="button"
                    title={meta?.title}
                    onClick={header.column.getToggleSortingHandler()}
                    className={cn(
                      "inline-flex items-center gap-1 hover:text-ink",
                      meta?.right && "flex-row-reverse",
                      direction && "text-ink",
                    )}
                  >
                    <table.FlexRender header={header} />
                    {direction === "asc" && <ArrowUp className="size-3" aria-hidden />}
                    {direction === "desc" && <ArrowDown className="size-3" aria-hidden />}
                  </button>
                </Th>
              );
            })}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <Tr
            key={row.id}
            aria-selected={row.id === selected}
            className={cn("cursor-pointer", row.id === selected && "bg-accent-soft [tbody_&:hover]:bg-accent-soft")}
            onClick={() => onSelect(row.id)}
          >
            {row.getAllCells().map((cell) => {
              const meta = cell.column.columnDef.meta as HeadMeta | undefined;
              return (
                <Td key={cell.id} className={cn("tabular h-9 whitespace-nowrap py-1", meta?.right && "text-right", meta?.className)}>
                  <table.FlexRender cell={cell} />
                </Td>
              );
            })}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
