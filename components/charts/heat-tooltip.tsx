import { formatCount, formatStatistic } from "#core/charts/numbers.ts";
import { VERDICTS } from "../ui/verdict-badge.tsx";
import type { PreparedHeatMap } from "./prepare-heat-map.ts";
import { STATISTIC_SHORT, VERDICT_WORDS } from "./words.ts";

export interface HeatTooltipState {
  row: number;
  col: number;
  /** Middle and top of the cell inside the grid, px. */
  x: number;
  y: number;
  /** Width of the grid, px. */
  width: number;
}

/** One tooltip for the whole grid. The cell itself carries the same words for a screen reader. */
export function HeatTooltip({ state, data }: { state: HeatTooltipState; data: PreparedHeatMap }) {
  const row = data.rows[state.row];
  const time = data.times[state.col];
  if (!row || !time) return null;
  const cell = row.cells[state.col] ?? null;
  const left = Math.min(Math.max(state.x, 110), Math.max(110, state.width - 110));
  const below = state.y < 80;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute z-30 w-52 rounded-md border border-line bg-bg px-2.5 py-1.5 text-xs shadow-float"
      style={{ left, top: below ? state.y + 28 : state.y - 4, transform: `translate(-50%, ${below ? "0" : "-100%"})` }}
    >
      <p className="truncate font-medium text-ink">{row.name}</p>
      <p className="tabular text-ink-3">{time.label}</p>
      {cell ? (
        <>
          <p className="tabular mt-1 text-ink">
            {STATISTIC_SHORT[data.statistic]} {formatStatistic(cell.value)}{" "}
            <span className={VERDICTS[cell.verdict].text}>{VERDICT_WORDS[cell.verdict]}</span>
          </p>
          <p className="tabular text-ink-2">{formatCount(cell.n)} values</p>
        </>
      ) : (
        <p className="mt-1 text-ink-2">No records</p>
      )}
    </div>
  );
}
