"use client";

import { type KeyboardEvent, memo, type PointerEvent, useCallback, useMemo, useRef, useState } from "react";
import { cn } from "#client/cn.ts";
import { formatCount, formatStatistic } from "#core/charts/numbers.ts";
import { timeTicks } from "#core/charts/ticks.ts";
import { VerdictIcon } from "../ui/verdict-badge.tsx";
import { HEAT_CELL, HEAT_GAP } from "./heat-map-cells.ts";
import { HeatTooltip, type HeatTooltipState } from "./heat-tooltip.tsx";
import { cellText, type HeatRow, moveInGrid, type PreparedHeatMap } from "./prepare-heat-map.ts";

interface HeatMapProps {
  data: PreparedHeatMap;
  timeZone: string;
  label: string;
  selected: string | null;
  onSelect: (column: string, time: { start: number; end: number } | null) => void;
  /** Times were dragged over. */
  onZoom: (from: number, to: number) => void;
}

interface Place {
  row: number;
  col: number;
}

const NAME_WIDTH = "clamp(6.5rem, 20vw, 12rem)";

function placeOf(target: EventTarget | null): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-at]") : null;
  const [row, col] = (cell?.dataset.at ?? "").split(":").map(Number);
  return cell && row !== undefined && col !== undefined ? { row, col } : null;
}

/**
 * Columns by time, coloured by verdict. One tab stop: arrow keys move from cell to cell, Enter selects the column. Events are handled once for the
 * whole grid, and the cells are drawn once per answer, so 6,000 of them stay quick.
 */
export function HeatMap({ data, timeZone, label, selected, onSelect, onZoom }: HeatMapProps) {
  const grid = useRef<HTMLDivElement>(null);
  const [focus, setFocus] = useState<Place>({ row: 0, col: 0 });
  const [hover, setHover] = useState<HeatTooltipState | null>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const size = { rows: data.rows.length, cols: data.times.length };
  const at = { row: Math.min(focus.row, size.rows - 1), col: Math.min(focus.col, size.cols - 1) };

  const show = useCallback((place: Place | null) => {
    const cell = place && grid.current?.querySelector<HTMLElement>(`[data-at="${place.row}:${place.col}"]`);
    const frame = grid.current?.getBoundingClientRect();
    if (!place || !cell || !frame) return setHover(null);
    const box = cell.getBoundingClientRect();
    setHover({ ...place, x: box.left + box.width / 2 - frame.left, y: box.top - frame.top, width: frame.width });
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" || event.key === " ") {
      const row = data.rows[at.row];
      if (row) onSelect(row.name, data.times[at.col] ?? null);
      event.preventDefault();
      return;
    }
    if (event.key === "Escape") setHover(null);
    const next = moveInGrid(event.key, at, size, event.ctrlKey || event.metaKey);
    if (!next) return;
    event.preventDefault();
    setFocus(next);
    const cell = grid.current?.querySelector<HTMLElement>(`[data-at="${next.row}:${next.col}"]`);
    cell?.focus({ preventScroll: false });
    show(next);
  }

  function onPointerDown(event: PointerEvent) {
    const place = event.button === 0 && event.pointerType !== "touch" ? placeOf(event.target) : null;
    if (!place) return;
    setDrag({ from: place.col, to: place.col });
    const finish = (up: globalThis.PointerEvent) => {
      window.removeEventListener("pointerup", finish);
      const end = placeOf(document.elementFromPoint(up.clientX, up.clientY));
      setDrag((current) => {
        const to = end?.col ?? current?.to ?? place.col;
        if (to !== place.col) {
          const first = data.times[Math.min(place.col, to)];
          const last = data.times[Math.max(place.col, to)];
          if (first && last) queueMicrotask(() => onZoom(first.start, last.end));
        }
        return null;
      });
    };
    window.addEventListener("pointerup", finish);
  }

  function onPointerMove(event: PointerEvent) {
    const place = placeOf(event.target);
    if (drag && place && place.col !== drag.to) setDrag({ ...drag, to: place.col });
    if (place?.row !== hover?.row || place?.col !== hover?.col) show(place);
  }

  const template = { gridTemplateColumns: `${NAME_WIDTH} repeat(${size.cols}, minmax(${size.cols > 90 ? 6 : 9}px, 1fr))` };
  return (
    <div className="overflow-x-auto" onScroll={() => setHover(null)}>
      {/* biome-ignore lint/a11y/useSemanticElements: an interactive grid, not a table; the table view is beside it */}
      <div
        ref={grid}
        role="grid"
        aria-label={label}
        aria-rowcount={size.rows + 1}
        aria-colcount={size.cols + 1}
        className="relative min-w-full select-none"
        style={{ minWidth: `calc(7rem + ${size.cols * (size.cols > 90 ? 7 : 10)}px)` }}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setHover(null)}
        onBlur={() => setHover(null)}
        onClick={(event) => {
          const place = placeOf(event.target);
          const row = place && data.rows[place.row];
          if (!row) return;
          setFocus(place);
          onSelect(row.name, data.times[place.col] ?? null);
        }}
      >
        <TimeHeads data={data} timeZone={timeZone} template={template} />
        {data.rows.map((row, i) => (
          <Row
            key={row.name}
            row={row}
            index={i}
            data={data}
            template={template}
            focusCol={i === at.row ? at.col : -1}
            isSelected={row.name === selected}
            onSelect={onSelect}
          />
        ))}
        {drag && drag.from !== drag.to && (
          <DragBand from={Math.min(drag.from, drag.to)} to={Math.max(drag.from, drag.to)} cols={size.cols} />
        )}
        {hover && !drag && <HeatTooltip state={hover} data={data} />}
      </div>
    </div>
  );
}

interface RowProps {
  row: HeatRow;
  index: number;
  data: PreparedHeatMap;
  template: { gridTemplateColumns: string };
  /** The cell of this row that takes the tab stop; -1 for none. */
  focusCol: number;
  isSelected: boolean;
  onSelect: HeatMapProps["onSelect"];
}

const Row = memo(
  function Row({ row, index, data, template, focusCol, isSelected, onSelect }: RowProps) {
    return (
      // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: its cells take the focus
      <div
        role="row"
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        className={cn("grid items-stretch", isSelected && "bg-accent-soft")}
        style={template}
      >
        {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: the button inside takes the focus */}
        <div
          role="rowheader"
          aria-colindex={1}
          className={cn("sticky left-0 z-10 flex min-w-0 items-center bg-bg pr-2", isSelected && "bg-accent-soft")}
        >
          <button
            type="button"
            tabIndex={-1}
            onClick={(event) => {
              event.stopPropagation();
              onSelect(row.name, null);
            }}
            title={`${row.name}: ${formatStatistic(row.value)} over the window`}
            className="flex h-6 min-w-0 flex-1 items-center gap-1.5 text-left text-xs hover:text-accent"
          >
            {row.verdict ? <VerdictIcon verdict={row.verdict} /> : <span className="size-3.5 shrink-0" />}
            <span className={cn("truncate", isSelected && "font-medium")}>{row.name}</span>
            <span className="tabular ml-auto hidden pl-1 text-ink-3 lg:inline">{formatStatistic(row.value)}</span>
          </button>
        </div>
        {row.cells.map((cell, col) => (
          // biome-ignore lint/a11y/useSemanticElements: see the grid
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
            key={col}
            role="gridcell"
            data-at={`${index}:${col}`}
            aria-colindex={col + 2}
            tabIndex={col === focusCol ? 0 : -1}
            aria-label={`${row.name}, ${data.times[col]?.label}: ${cellText(cell, data.statistic)}`}
            className="h-6 cursor-pointer p-px focus-visible:z-20 focus-visible:outline-offset-0"
          >
            <span className={cn(cell ? HEAT_CELL[cell.verdict][cell.level] : HEAT_GAP, "h-full")} />
          </div>
        ))}
      </div>
    );
  },
  (a, b) =>
    a.row === b.row &&
    a.focusCol === b.focusCol &&
    a.isSelected === b.isSelected &&
    a.template.gridTemplateColumns === b.template.gridTemplateColumns &&
    a.index === b.index,
);

const TimeHeads = memo(function TimeHeads({
  data,
  timeZone,
  template,
}: {
  data: PreparedHeatMap;
  timeZone: string;
  template: { gridTemplateColumns: string };
}) {
  const labels = useMemo(() => headLabels(data, timeZone), [data, timeZone]);
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: a row of heads is only read
    <div role="row" aria-rowindex={1} className="grid h-5" style={template}>
      {/* biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: only read */}
      <div role="columnheader" aria-colindex={1} className="sticky left-0 z-10 bg-bg">
        <span className="sr-only">Column</span>
      </div>
      {data.times.map((time, i) => (
        // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: only read
        <div key={time.start} role="columnheader" aria-colindex={i + 2} className="relative">
          <span className="sr-only">
            {time.label}, {formatCount(time.records)} records
          </span>
          {labels.get(i) !== undefined && (
            <span
              aria-hidden
              className={cn(
                "tabular absolute bottom-0.5 whitespace-nowrap text-2xs text-ink-3",
                i > data.times.length * 0.9 ? "right-0" : "left-px",
              )}
            >
              {labels.get(i)}
            </span>
          )}
        </div>
      ))}
    </div>
  );
});

/** Labels stand over the first cell that begins at or after a round time. */
function headLabels({ times }: PreparedHeatMap, timeZone: string): Map<number, string> {
  const first = times[0];
  const last = times[times.length - 1];
  const labels = new Map<number, string>();
  if (!first || !last) return labels;
  for (const tick of timeTicks(first.start, last.end, 9, timeZone)) {
    const i = times.findIndex(({ start, end }) => start <= tick.time && tick.time < end);
    if (i >= 0) labels.set(i, tick.label);
  }
  return labels;
}

function DragBand({ from, to, cols }: { from: number; to: number; cols: number }) {
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-y-0 z-20 border-accent border-x bg-accent/15"
      style={{
        left: `calc(${NAME_WIDTH} + (100% - ${NAME_WIDTH}) * ${from / cols})`,
        width: `calc((100% - ${NAME_WIDTH}) * ${(to - from + 1) / cols})`,
      }}
    />
  );
}
