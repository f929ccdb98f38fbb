"use client";

import { useEffect, useRef, useState } from "react";
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
    // The button may be let go anywhere.
    const finish = () => {
      const dragged = current.current;
      current.current = null;
      setArea(null);
      if (dragged && dragged[0] !== dragged[1]) zoom.current(dragged[0], dragged[1]);
    };
    window.addEventListener("mouseup", finish);
    return () => window.removeEventListener("mouseup", finish);
  }, []);

  const handlers = {
    onMouseDown: (state: MouseHandlerDataParam) => {
      const time = timeOf(state);
      if (time !== null) current.current = [time, time];
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
