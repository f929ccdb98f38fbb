"use client";

import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { cn } from "#client/cn.ts";
import { PLOT } from "../../charts/axis.ts";
import { type Handle, keyMoves } from "./handles.ts";

interface ThresholdHandleProps {
  handle: Handle;
  axis: { min: number; max: number };
  /** Of the plot, px from the top and the left of the chart. */
  plot: { top: number; height: number; left: number };
  /** What the number leads to, read out after it. */
  consequence: string;
  onMove: (value: number) => void;
  /** The axis must stand still while the line is dragged. */
  onDrag: (dragging: boolean) => void;
}

/** A line over the chart that is moved with the mouse, a finger or the arrow keys. */
export function ThresholdHandle({ handle, axis, plot, consequence, onMove, onDrag }: ThresholdHandleProps) {
  const line = useRef<HTMLDivElement>(null);
  if (handle.level === null) return null;
  const share = (axis.max - handle.level) / (axis.max - axis.min);
  const y = plot.top + Math.min(1, Math.max(0, share)) * plot.height;

  function drag(event: PointerEvent<HTMLDivElement>) {
    const box = line.current?.parentElement?.getBoundingClientRect();
    if (!box || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const at = Math.min(1, Math.max(0, (event.clientY - box.top - plot.top) / plot.height));
    const value = handle.at(axis.max - at * (axis.max - axis.min));
    if (value !== null && value !== handle.value) onMove(value);
  }

  function press(event: KeyboardEvent) {
    const value = keyMoves(event.key, handle, axis);
    if (value === null) return;
    event.preventDefault();
    onMove(value);
  }

  return (
    <div
      ref={line}
      role="slider"
      tabIndex={0}
      aria-label={handle.label}
      aria-orientation="vertical"
      aria-valuenow={handle.value}
      aria-valuemin={Math.min(handle.at(axis.min) ?? handle.value, handle.value)}
      aria-valuemax={Math.max(handle.at(axis.max) ?? handle.value, handle.value)}
      aria-valuetext={`${handle.text(handle.value)}: ${consequence}`}
      className="group absolute z-10 flex h-6 cursor-ns-resize touch-none select-none items-center outline-none"
      style={{ top: y - 12, left: plot.left, right: PLOT.right }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.focus();
        event.currentTarget.setPointerCapture(event.pointerId);
        onDrag(true);
      }}
      onPointerMove={drag}
      onPointerUp={() => onDrag(false)}
      onPointerCancel={() => onDrag(false)}
      onKeyDown={press}
    >
      <span className="w-full border-drift border-t-2 border-dashed group-focus-visible:border-solid" aria-hidden />
      <span
        aria-hidden
        className={cn(
          "tabular absolute right-0 flex h-6 items-center gap-1 whitespace-nowrap rounded border border-drift bg-bg px-1.5 font-medium text-drift text-xs shadow-sm",
          "group-hover:bg-drift-soft group-focus-visible:outline-2 group-focus-visible:outline-accent group-focus-visible:outline-offset-2",
        )}
      >
        <svg width="8" height="12" viewBox="0 0 8 12" aria-hidden="true">
          <path d="M1 4.5 4 1.5l3 3M1 7.5l3 3 3-3" fill="none" stroke="currentColor" strokeWidth="1.5" />
        </svg>
        {handle.text(handle.value)}
      </span>
    </div>
  );
}
