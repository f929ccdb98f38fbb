"use client";

import { type MouseEvent, useEffect, useRef, useState } from "react";
import type { MouseHandlerDataParam } from "recharts";

/** Where the pointer is over a time chart: Recharts tells the value of the nearest point. */
function timeOf(state: MouseHandlerDataParam): number | null {
  const label = Number(state.activeLabel);
  return state.activeLabel === undefined || !Number.isFinite(label) ? null : label;
}

/** Dragging over a time chart. Give `handlers` to the chart and draw `area`; `onZoom` gets the two times, in the order they were dragged. */
export function useDragZoom(onZoom: (a: number, b: number) => void) {
  const [area, setArea] = useState<[number, number] | null>(null);
  const current = useRef<[number, number] | null>(null);
  const zoom = useRef(onZoom);
  zoom.current = onZoom;

  useEffect(() => {
    const finish = (apply: boolean) => {
      const dragged = current.current;
      current.current = null;
      setArea(null);
      if (apply && dragged && dragged[0] !== dragged[1]) zoom.current(dragged[0], dragged[1]);
    };
    // The button may be let go anywhere; Escape, or another window, lets go without a zoom.
    const release = () => finish(true);
    const cancel = () => finish(false);
    const press = (event: KeyboardEvent) => event.key === "Escape" && current.current && cancel();
    window.addEventListener("mouseup", release);
    window.addEventListener("blur", cancel);
    window.addEventListener("keydown", press);
    return () => {
      window.removeEventListener("mouseup", release);
      window.removeEventListener("blur", cancel);
      window.removeEventListener("keydown", press);
    };
  }, []);

  const handlers = {
    onMouseDown: (state: MouseHandlerDataParam, event: MouseEvent<SVGGraphicsElement>) => {
      const time = timeOf(state);
      // A click with another button opens a menu, and its release may never be seen.
      if (time !== null && event.button === 0) current.current = [time, time];
    },
    onMouseMove: (state: MouseHandlerDataParam) => {
      const time = timeOf(state);
      if (time === null || !current.current || current.current[1] === time) return;
      current.current = [current.current[0], time];
      setArea(current.current);
    },
  };
  return { area: area && area[0] !== area[1] ? area : null, handlers };
}
