"use client";

import { createColumnHelper } from "@tanstack/react-table";
import { formatCompact } from "#client/format.ts";
import { formatCount, formatNumber, formatShare, withUnit } from "#core/charts/numbers.ts";
import type { StatisticId, Verdict } from "#core/contracts/common.ts";
import type { DriftColumn } from "#core/contracts/drift.ts";
import { STATISTIC_SHORT } from "../charts/words.ts";
import { VERDICT_ORDER, VerdictBadge } from "../ui/verdict-badge.tsx";
import type { features } from "./columns-table.tsx";
import { missingShares, statisticOf } from "./filter-columns.ts";
import { StatisticValue, statisticText, ThresholdBar } from "./statistic-value.tsx";

export interface ColumnActions {
  statistic: StatisticId;
  onSelect: (column: string) => void;
  onExplain: (column: string, statistic: StatisticId) => void;
}

export interface HeadMeta {
  right?: boolean;
  title?: string;
  className?: string;
}

const helper = createColumnHelper<typeof features, DriftColumn>();
const OTHERS: readonly StatisticId[] = ["psi", "ks", "jensen_shannon", "wasserstein"];
const rankOf = (verdict: Verdict) => VERDICT_ORDER.indexOf(verdict);
const orNone = (value: number | null | undefined) => value ?? undefined;

/** Then and now, with an arrow between: the change is the message. */
function ThenNow({ then, now, title }: { then: string; now: string; title?: string }) {
  return (
    <span title={title}>
      <span className="text-ink-3">{then}</span>
      <span className="px-1 text-ink-3" aria-hidden>
        →
      </span>
      <span className="sr-only"> then, now </span>
      {now}
    </span>
  );
}

/** Columns of the ranked table. The statistic that decides comes first, with its thresholds; numbers open their explanation. */
export function columnDefs({ statistic, onSelect, onExplain }: ColumnActions) {
  const primaryOf = (column: DriftColumn) => statisticOf(column, column.primary) ?? statisticOf(column, statistic);
  return helper.columns([
    helper.accessor("name", {
      header: "Column",
      sortFn: "alphanumeric",
      cell: ({ row: { original: column } }) => (
        <button
          type="button"
          className="block max-w-56 truncate text-left font-medium hover:text-accent"
          title={column.name}
          onClick={() => onSelect(column.name)}
        >
          {column.name}
        </button>
      ),
    }),
    helper.accessor((column) => `${column.role} ${column.kind}`, {
      id: "role",
      header: "Role, kind",
      sortFn: "alphanumeric",
      meta: { className: "hidden text-ink-2 text-xs md:table-cell" } satisfies HeadMeta,
      cell: ({ row: { original: column } }) => (
        <span title={column.provisional ? "Its bins are provisional: they come from the first data" : undefined}>
          {column.role}, {column.kind}
          {column.provisional && " *"}
        </span>
      ),
    }),
    helper.accessor((column) => rankOf(column.verdict), {
      id: "verdict",
      header: "Verdict",
      sortFn: (a, b) => rankOf(a.original.verdict) - rankOf(b.original.verdict),
      cell: ({ row: { original: column } }) => (
        <span title={column.reason}>
          <VerdictBadge verdict={column.verdict} />
        </span>
      ),
    }),
    helper.accessor((column) => orNone(primaryOf(column)?.value), {
      id: "effect",
      header: STATISTIC_SHORT[statistic],
      sortUndefined: "last",
      meta: { title: "Decides the verdict. Thin mark: warning; thick mark: drift; dotted: what no drift would give." } satisfies HeadMeta,
      cell: ({ row: { original: column } }) => {
        const primary = primaryOf(column);
        return (
          <span className="flex items-center gap-3" title={primaryTitle(primary)}>
            <StatisticValue column={column.name} statistic={primary} onExplain={onExplain} className="w-12 text-right font-medium" />
            <ThresholdBar statistic={primary} />
            {primary && primary.id !== statistic && <span className="text-ink-3 text-xs">{STATISTIC_SHORT[primary.id]}</span>}
          </span>
        );
      },
    }),
    helper.accessor((column) => orNone(primaryOf(column)?.expected), {
      id: "expected",
      header: "No drift gives",
      sortUndefined: "last",
      meta: {
        right: true,
        title: "What no drift would give on average at these numbers of records",
        className: "text-ink-2",
      } satisfies HeadMeta,
      cell: ({ row: { original: column } }) => {
        const primary = primaryOf(column);
        return primary?.expected === undefined || primary.expected === null ? "—" : `≈ ${statisticText(primary.id, primary.expected)}`;
      },
    }),
    ...OTHERS.filter((id) => id !== statistic)
      .slice(0, 2)
      .map((id) =>
        helper.accessor((column) => orNone(statisticOf(column, id)?.value), {
          id,
          header: STATISTIC_SHORT[id],
          sortUndefined: "last",
          meta: { right: true } satisfies HeadMeta,
          cell: ({ row: { original: column } }) => (
            <StatisticValue column={column.name} statistic={statisticOf(column, id)} onExplain={onExplain} />
          ),
        }),
      ),
    helper.accessor((column) => orNone(missingShares(column).current), {
      id: "missing",
      header: "Missing",
      sortUndefined: "last",
      meta: { right: true, title: "Share of records without a value, then and now" } satisfies HeadMeta,
      cell: ({ row: { original: column } }) => {
        const { reference, current } = missingShares(column);
        return <ThenNow then={formatShare(reference)} now={formatShare(current)} />;
      },
    }),
    helper.accessor((column) => orNone(column.current_mean), {
      id: "mean",
      header: "Mean",
      sortUndefined: "last",
      meta: { right: true, title: "Mean of the valid values, then and now" } satisfies HeadMeta,
      cell: ({ row: { original: column } }) =>
        column.current_mean === null && column.reference_mean === null ? (
          <span className="text-ink-3">—</span>
        ) : (
          <ThenNow then={formatNumber(column.reference_mean)} now={withUnit(formatNumber(column.current_mean), column.unit)} />
        ),
    }),
    helper.accessor("current_n", {
      header: "Records",
      meta: { right: true, title: "Records of the reference and of this window" } satisfies HeadMeta,
      cell: ({ row: { original: column } }) => (
        <ThenNow
          then={formatCompact(column.reference_n)}
          now={formatCompact(column.current_n)}
          title={`${formatCount(column.reference_n)} in the reference, ${formatCount(column.current_n)} in this window`}
        />
      ),
    }),
  ]);
}

function primaryTitle(primary: ReturnType<typeof statisticOf>): string {
  if (!primary) return "";
  const text = (value: number | null) => statisticText(primary.id, value);
  return `${STATISTIC_SHORT[primary.id]} ${text(primary.value)}; warning from ${text(primary.warning)}, drift from ${text(primary.threshold)}; no drift gives about ${text(primary.expected)}`;
}
