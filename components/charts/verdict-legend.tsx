import type { Verdict } from "#core/contracts/common.ts";
import { HEAT_CELL, HEAT_GAP } from "./heat-map-cells.ts";
import { GapMark, Legend, LegendItem, LevelMark } from "./legend.tsx";
import type { Mark } from "./series-marks.ts";
import { VerdictDot } from "./verdict-dot.tsx";
import { VERDICT_WORDS } from "./words.ts";

const SHOWN: Verdict[] = ["drift", "warning", "not_enough_data", "stable"];

/** What the fills and marks of a heat map mean. */
export function HeatLegend() {
  return (
    <ul className="flex flex-wrap items-center gap-x-4 gap-y-1.5 text-ink-2 text-xs">
      {SHOWN.map((verdict) => (
        <li key={verdict} className="flex items-center gap-1.5">
          <span className={`${HEAT_CELL[verdict][verdict === "stable" ? 0 : 2]} size-3.5`} aria-hidden />
          {VERDICT_WORDS[verdict]}
        </li>
      ))}
      <li className="flex items-center gap-1.5">
        <span className={`${HEAT_GAP} size-3.5`} aria-hidden />
        No records
      </li>
      <li className="text-ink-3">The fuller, the further beyond the threshold</li>
    </ul>
  );
}

interface SeriesLegendProps {
  verdicts: readonly Verdict[];
  marks: readonly Mark[];
  format: (value: number | null) => string;
  /** Are there stretches without a value? */
  gaps: boolean;
}

/** What the lines and the points of a series mean. */
export function SeriesLegend({ verdicts, marks, format, gaps }: SeriesLegendProps) {
  return (
    <Legend>
      {marks.map((mark) => (
        <LegendItem key={mark.label} mark={<LevelMark tone={mark.tone} />}>
          {mark.label} {format(mark.value)}
        </LegendItem>
      ))}
      {SHOWN.filter((verdict) => verdicts.includes(verdict)).map((verdict) => (
        <LegendItem key={verdict} mark={<VerdictMark verdict={verdict} />}>
          {VERDICT_WORDS[verdict]}
        </LegendItem>
      ))}
      {gaps && <LegendItem mark={<GapMark />}>No value</LegendItem>}
    </Legend>
  );
}

/** The point of a verdict. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      <VerdictDot cx={6} cy={6} verdict={verdict} />
    </svg>
  );
}

/** Reference an outline (or a dashed line), current filled (or solid): told apart without colour. */
export function SidesLegend({ reference, current, asLines }: { reference: string; current: string; asLines?: boolean }) {
  return (
    <ul className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-2 text-xs">
      <li className="flex min-w-0 items-center gap-1.5">
        <span
          className={
            asLines ? "w-5 shrink-0 border-series-reference border-t-2 border-dashed" : "size-3 shrink-0 border-2 border-series-reference"
          }
          aria-hidden
        />
        <span className="tabular truncate">{reference}</span>
      </li>
      <li className="flex min-w-0 items-center gap-1.5">
        <span className={asLines ? "w-5 shrink-0 border-series-current border-t-2" : "size-3 shrink-0 bg-series-current/60"} aria-hidden />
        <span className="tabular truncate">{current}</span>
      </li>
    </ul>
  );
}
