import type { ReactNode } from "react";
import { MARK_COLOUR, MARK_DASH, type Mark } from "./series-marks.ts";

/** Below a chart: what its lines and marks mean; only what is drawn. */
export function Legend({ children }: { children: ReactNode }) {
  return <ul className="tabular mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-2 text-xs">{children}</ul>;
}

export function LegendItem({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      <span className="flex shrink-0 items-center" aria-hidden>
        {mark}
      </span>
      <span>{children}</span>
    </li>
  );
}

interface LineMarkProps {
  colour?: string;
  dash?: string;
  point?: "filled" | "hollow";
}

/** A line of values. */
export function LineMark({ colour = "var(--series-current)", dash, point }: LineMarkProps) {
  return (
    <svg width="22" height="10" viewBox="0 0 22 10" aria-hidden="true">
      <line x1="0" y1="5" x2="22" y2="5" stroke={colour} strokeWidth="1.75" strokeDasharray={dash} />
      {point && <circle cx="11" cy="5" r="3.25" fill={point === "hollow" ? "var(--bg)" : colour} stroke={colour} strokeWidth="1.5" />}
    </svg>
  );
}

/** A level that the values are held against. */
export function LevelMark({ tone }: { tone: Mark["tone"] }) {
  return <LineMark colour={MARK_COLOUR[tone]} dash={MARK_DASH[tone]} />;
}

/** A shaded band of uncertainty. */
export function BandMark() {
  return <span className="h-2.5 w-5 bg-series-current/20" />;
}

/** The hatching of a gap. */
export function GapMark() {
  return <span className="hatched size-3.5 border border-line" />;
}
