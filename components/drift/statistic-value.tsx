"use client";

import { cn } from "#client/cn.ts";
import { formatShare, formatStatistic } from "#core/charts/numbers.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import type { Statistic } from "#core/contracts/drift.ts";
import { STATISTIC_SHORT } from "../charts/words.ts";

const SHARES: readonly StatisticId[] = ["missing_share", "invalid_share", "unseen_share"];

/** A statistic as it is written: differences of shares as per cent, the rest as a plain number. */
export function statisticText(id: StatisticId, value: number | null): string {
  return SHARES.includes(id) ? formatShare(value) : formatStatistic(value);
}

interface StatisticValueProps {
  column: string;
  statistic: Statistic | null;
  onExplain: (column: string, id: StatisticId) => void;
  className?: string;
}

/** A number that opens: what it is made of. */
export function StatisticValue({ column, statistic, onExplain, className }: StatisticValueProps) {
  if (!statistic || statistic.value === null) return <span className="text-ink-3">—</span>;
  const text = statisticText(statistic.id, statistic.value);
  return (
    <button
      type="button"
      onClick={(event) => {
        event.stopPropagation();
        onExplain(column, statistic.id);
      }}
      aria-label={`Explain ${STATISTIC_SHORT[statistic.id]} ${text} of ${column}`}
      className={cn(
        "tabular underline decoration-dotted decoration-line-strong underline-offset-4 hover:text-accent hover:decoration-solid",
        className,
      )}
    >
      {text}
    </button>
  );
}

/** The value against its thresholds: a bar that ends at twice the threshold for drift, with both thresholds and what no drift gives marked. */
export function ThresholdBar({ statistic }: { statistic: Statistic | null }) {
  if (!statistic || statistic.value === null || statistic.threshold === null || statistic.threshold <= 0)
    return <span className="block h-4 w-24" />;
  const end = statistic.threshold * 2;
  const at = (value: number) => `${Math.min(100, (Math.abs(value) / end) * 100)}%`;
  const beyond = Math.abs(statistic.value) > end;
  return (
    <span aria-hidden className="relative block h-4 w-24">
      <span className="absolute inset-x-0 top-1.5 h-1 rounded-full bg-sunken" />
      <span
        className={cn("absolute top-1.5 left-0 h-1 rounded-l-full bg-series-current", !beyond && "rounded-r-full")}
        style={{ width: at(statistic.value) }}
      />
      {statistic.expected !== null && statistic.expected < end && (
        <span className="absolute top-0.5 h-3 border-ink-3 border-l border-dotted" style={{ left: at(statistic.expected) }} />
      )}
      {statistic.warning !== null && <span className="absolute top-0.5 h-3 w-px bg-warning" style={{ left: at(statistic.warning) }} />}
      <span className="absolute top-0 h-4 w-0.5 bg-drift" style={{ left: at(statistic.threshold) }} />
    </span>
  );
}
