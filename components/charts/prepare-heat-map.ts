import { formatCount, formatShare, formatStatistic } from "#core/charts/numbers.ts";
import { bucketLabel } from "#core/charts/ticks.ts";
import type { StatisticId, Verdict } from "#core/contracts/common.ts";
import type { DriftAnswer, HeatmapAnswer } from "#core/contracts/drift.ts";
import { statisticInfo } from "#core/statistics/catalogue.ts";
import { STATISTIC_SHORT, VERDICT_WORDS } from "./words.ts";

/** How strongly a cell is filled: 0 hardly, 3 fully. */
export type Level = 0 | 1 | 2 | 3;

export interface HeatCell {
  verdict: Verdict;
  level: Level;
  value: number | null;
  n: number;
}

export interface HeatRow {
  name: string;
  role: string;
  /** The verdict over the whole window. */
  verdict: Verdict | null;
  /** The statistic over the whole window. */
  value: number | null;
  /** Null where the column has no records: a gap. */
  cells: (HeatCell | null)[];
}

export interface PreparedHeatMap {
  rows: HeatRow[];
  times: { start: number; end: number; label: string; records: number }[];
  statistic: StatisticId;
}

/**
 * Strength of a cell by its effect, in multiples of the threshold for drift: up to half, up to 1, up to 3, beyond.
 * No value, or no threshold to hold it against: 1.
 */
export function effectLevel(value: number | null, threshold: number | null): Level {
  if (value === null || threshold === null || threshold <= 0) return 1;
  const ratio = Math.abs(value) / threshold;
  if (ratio < 0.5) return 0;
  if (ratio < 1) return 1;
  return ratio < 3 ? 2 : 3;
}

/** Rows in the order of the drift answer (drift first, then by effect) where it is there; columns that it does not know follow. */
export function prepareHeatMap(heat: HeatmapAnswer, drift: DriftAnswer | undefined, timeZone = "UTC"): PreparedHeatMap {
  const rank = new Map(drift?.columns.map((column, i) => [column.name, i]));
  const byName = new Map(drift?.columns.map((column) => [column.name, column]));
  const rows = heat.columns.map((column) => {
    const whole = byName.get(column.name);
    const statistic = whole?.statistics.find(({ id }) => id === heat.statistic);
    const threshold = statistic?.threshold ?? statisticInfo(heat.statistic).thresholds.drift;
    return {
      name: column.name,
      role: column.role,
      verdict: whole?.verdict ?? null,
      value: statistic?.value ?? null,
      cells: heat.times.map((_, i): HeatCell | null => {
        const cell = column.cells[i] ?? null;
        return cell && { ...cell, level: effectLevel(cell.value, threshold) };
      }),
    };
  });
  rows.sort((a, b) => (rank.get(a.name) ?? Number.MAX_SAFE_INTEGER) - (rank.get(b.name) ?? Number.MAX_SAFE_INTEGER));
  return { rows, times: prepareTimes(heat, timeZone), statistic: heat.statistic };
}

const DAY = 86_400_000;
const STEP_MS = { hour: 3_600_000, day: DAY, week: 7 * DAY };

function prepareTimes(heat: HeatmapAnswer, timeZone: string): PreparedHeatMap["times"] {
  const starts = heat.times.map((time) => Date.parse(time));
  return starts.map((start, i) => ({
    start,
    end: starts[i + 1] ?? Math.min(Date.parse(heat.window.to), stepEnd(start, heat.step)),
    label: bucketLabel(start, heat.step, timeZone),
    records: heat.records[i] ?? 0,
  }));
}

function stepEnd(start: number, step: HeatmapAnswer["step"]): number {
  if (step !== "month") return start + STEP_MS[step];
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** A cell in words, for the tooltip, the accessible name and the table: "PSI 0.31, drift, 812 records". */
export function cellText(cell: HeatCell | null, statistic: StatisticId): string {
  if (!cell) return "no records";
  const value = cell.value === null ? "not computed" : `${STATISTIC_SHORT[statistic]} ${formatStatistic(cell.value)}`;
  return `${value}, ${VERDICT_WORDS[cell.verdict].toLowerCase()}, ${formatCount(cell.n)} ${cell.n === 1 ? "value" : "values"}`;
}

/** Position of the next cell for an arrow, Home, End or Page key in a grid; null for any other key. */
export function moveInGrid(
  key: string,
  at: { row: number; col: number },
  size: { rows: number; cols: number },
  withControl: boolean,
): { row: number; col: number } | null {
  const clamp = (row: number, col: number) => ({
    row: Math.min(Math.max(row, 0), size.rows - 1),
    col: Math.min(Math.max(col, 0), size.cols - 1),
  });
  if (size.rows === 0 || size.cols === 0) return null;
  switch (key) {
    case "ArrowLeft":
      return clamp(at.row, at.col - 1);
    case "ArrowRight":
      return clamp(at.row, at.col + 1);
    case "ArrowUp":
      return clamp(at.row - 1, at.col);
    case "ArrowDown":
      return clamp(at.row + 1, at.col);
    case "Home":
      return clamp(withControl ? 0 : at.row, 0);
    case "End":
      return clamp(withControl ? size.rows - 1 : at.row, size.cols - 1);
    case "PageUp":
      return clamp(at.row - 10, at.col);
    case "PageDown":
      return clamp(at.row + 10, at.col);
    default:
      return null;
  }
}

/** The heat map in a sentence. */
export function heatMapSummary({ rows, times, statistic }: PreparedHeatMap): string {
  const cells = rows.flatMap((row) => row.cells);
  const counted = cells.filter((cell) => cell !== null);
  if (counted.length === 0) return "No records in this window.";
  const drifted = counted.filter(({ verdict }) => verdict === "drift").length;
  const empty = times.filter(({ records }) => records === 0).length;
  const first = times.find((_, i) => rows.some((row) => row.cells[i]?.verdict === "drift"));
  return [
    `${rows.length} columns by ${times.length} times, by ${STATISTIC_SHORT[statistic]}:`,
    drifted === 0
      ? "no cell shows drift"
      : `${formatShare(drifted / counted.length)} of the cells show drift, the first in ${first?.label}`,
    empty > 0 ? `; ${empty} ${empty === 1 ? "time has" : "times have"} no records.` : ".",
  ]
    .join(" ")
    .replace(" ;", ";")
    .replace(" .", ".");
}
