"use client";

import { type ColumnDef, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, useEffect, useMemo, useRef } from "react";
import { cn } from "#client/cn.ts";
import { formatTime } from "#client/format.ts";
import { useTimeZone } from "#client/url-state.ts";
import type { Column } from "#core/contracts/models.ts";
import type { RecordRow } from "#core/contracts/records.ts";
import { Badge } from "../ui/badge.tsx";
import { type CellValue, cellText } from "./cell-text.ts";
import { LOG_HEIGHT } from "./records-state.ts";

interface RecordsTableProps {
  rows: RecordRow[];
  columns: readonly Column[];
  isOld: boolean;
  isLoadingMore: boolean;
  /** The end of what is loaded came into view. */
  onEnd: () => void;
  onOpen: (row: RecordRow) => void;
}

const features = tableFeatures({});
type Def = ColumnDef<typeof features, RecordRow, unknown>;

const ROW_HEIGHT = 36;
const WIDTHS: Record<string, number> = { ts: 196, id: 180, version: 96 };
const VALUE_WIDTH = 132;

function useDefs(columns: readonly Column[], onOpen: (row: RecordRow) => void, timeZone: string): Def[] {
  return useMemo(
    () => [
      { id: "ts", header: "Time", cell: ({ row }) => <span className="tabular">{formatTime(row.original.ts, timeZone, "ms")}</span> },
      {
        id: "id",
        header: "Id",
        cell: ({ row }) => (
          <span className="flex items-center gap-1.5">
            <button
              type="button"
              onClick={() => onOpen(row.original)}
              className="min-w-0 truncate font-mono text-accent text-xs hover:underline focus-visible:-outline-offset-2"
            >
              {row.original.id}
            </button>
            {row.original.kind !== "prediction" && <Badge>{row.original.kind}</Badge>}
          </span>
        ),
      },
      { id: "version", header: "Version", cell: ({ row }) => row.original.version || "—" },
      ...columns.map(
        (column): Def => ({
          id: `value:${column.name}`,
          header: column.unit ? `${column.name} (${column.unit})` : column.name,
          cell: ({ row }) => <ValueCell value={row.original.values[column.name]} isNumeric={column.kind === "numeric"} />,
        }),
      ),
    ],
    [columns, onOpen, timeZone],
  );
}

function ValueCell({ value, isNumeric }: { value: CellValue; isNumeric: boolean }) {
  if (value === undefined) return <span className="block h-4 w-full" title="not in this record" />;
  const text = cellText(value);
  return (
    <span
      title={typeof value === "string" ? value.slice(0, 500) : String(value)}
      className={cn(
        "block truncate",
        isNumeric && typeof value === "number" && "tabular text-right",
        value === null && "text-ink-3 italic",
      )}
    >
      {text === "" ? <span className="text-ink-3 italic">empty text</span> : text}
    </span>
  );
}

/** Only the rows in view are drawn; above and below, two empty rows hold their place. */
export function RecordsTable({ rows, columns, isOld, isLoadingMore, onEnd, onOpen }: RecordsTableProps) {
  const timeZone = useTimeZone();
  const frame = useRef<HTMLElement>(null);
  const open = useRef(onOpen);
  useEffect(() => {
    open.current = onOpen;
  });
  const openLatest = useMemo(() => (row: RecordRow) => open.current(row), []);
  const defs = useDefs(columns, openLatest, timeZone);
  const table = useTable({ features, columns: defs, data: rows, getRowId: (row, index) => `${row.kind} ${row.id} ${index}` });
  const numeric = useMemo(() => new Set(columns.filter(({ kind }) => kind === "numeric").map(({ name }) => `value:${name}`)), [columns]);
  const model = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: model.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items[items.length - 1]?.index ?? 0;

  const reachedEnd = lastShown >= model.length - 10;
  const end = useRef(onEnd);
  useEffect(() => {
    end.current = onEnd;
  });
  // Not when the rows fit the frame: then the button says that there is more, and a person decides.
  const scrolls = virtual.getTotalSize() > (virtual.scrollRect?.height ?? Number.POSITIVE_INFINITY);
  useEffect(() => {
    if (reachedEnd && scrolls && model.length > 0 && (virtual.scrollOffset ?? 0) > 0) end.current();
  }, [reachedEnd, scrolls, model.length, virtual]);

  function follow(event: MouseEvent, row: RecordRow) {
    if ((event.target as HTMLElement).closest("button, a") || window.getSelection()?.toString()) return;
    onOpen(row);
  }

  const before = items[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (items[items.length - 1]?.end ?? 0);
  return (
    <section
      ref={frame}
      aria-label="Records"
      aria-busy={isLoadingMore || isOld}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className={cn(
        LOG_HEIGHT,
        "overflow-auto rounded-lg border border-line transition-opacity focus-visible:-outline-offset-2",
        isOld && "opacity-60",
      )}
    >
      <table className="w-full min-w-max table-fixed border-collapse text-xs" aria-rowcount={model.length + 1}>
        <colgroup>
          {defs.map((def) => (
            <col key={def.id} style={{ width: WIDTHS[def.id ?? ""] ?? VALUE_WIDTH }} />
          ))}
        </colgroup>
        <thead className="sticky top-0 z-10 bg-surface shadow-[0_1px_0_var(--line)]">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map((header) => (
                <th
                  key={header.id}
                  scope="col"
                  title={typeof header.column.columnDef.header === "string" ? header.column.columnDef.header : undefined}
                  className={cn("h-9 truncate px-3 font-medium text-ink-3", numeric.has(header.id) ? "text-right" : "text-left")}
                >
                  <table.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {before > 0 && (
            <tr aria-hidden>
              <td colSpan={defs.length} style={{ height: before }} />
            </tr>
          )}
          {items.map((item) => {
            const row = model[item.index]!;
            return (
              <tr
                key={row.id}
                aria-rowindex={item.index + 2}
                onClick={(event) => follow(event, row.original)}
                style={{ height: ROW_HEIGHT }}
                className="cursor-pointer border-line border-b hover:bg-surface"
              >
                {row.getAllCells().map((cell) => (
                  <td key={cell.id} className="truncate px-3">
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            );
          })}
          {after > 0 && (
            <tr aria-hidden>
              <td colSpan={defs.length} style={{ height: after }} />
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}
