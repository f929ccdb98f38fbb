"use client";

import { BellPlus } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useDistribution } from "#client/api/drift.ts";
import { routes } from "#client/routes.ts";
import { useTimeZone } from "#client/url-state.ts";
import { countOf, formatCount, formatNumber, formatShare, formatStatistic, withUnit } from "#core/charts/numbers.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import type { DriftAnswer, DriftColumn } from "#core/contracts/drift.ts";
import { STATISTIC_SHORT } from "../charts/words.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { VerdictBadge } from "../ui/verdict-badge.tsx";
import { ContributionsPanel } from "./contributions-panel.tsx";
import { DistributionPanel } from "./distribution-panel.tsx";
import { missingShares } from "./filter-columns.ts";
import { recordsHref } from "./records-link.ts";
import { SeriesPanel } from "./series-panel.tsx";
import { StatisticValue } from "./statistic-value.tsx";
import type { DriftQueryParams } from "./use-drift-query.ts";

interface ColumnDetailProps {
  model: string;
  params: DriftQueryParams;
  drift: DriftAnswer;
  column: DriftColumn;
  onExplain: (column: string, statistic: StatisticId) => void;
  onZoom: (from: number, to: number) => void;
}

/** One column: its verdict and numbers, both distributions, what made the difference, and since when. */
export function ColumnDetail({ model, params, drift, column, onExplain, onZoom }: ColumnDetailProps) {
  const timeZone = useTimeZone();
  const distribution = useDistribution(model, { ...params, column: column.name, bins: 40 });
  const answer = distribution.data?.column === column.name ? distribution.data : undefined;
  const link = (bins: Parameters<typeof recordsHref>[2]) =>
    recordsHref(model, column.name, bins, { from: drift.window.from, to: drift.window.to, version: params.version });
  return (
    <div className="space-y-4" id="column">
      <Card
        title={
          <span className="flex flex-wrap items-center gap-2">
            <span className="break-all text-base">{column.name}</span>
            <Badge>{column.role}</Badge>
            <Badge>{column.kind}</Badge>
            {column.unit && <Badge>{column.unit}</Badge>}
            <VerdictBadge verdict={column.verdict} />
          </span>
        }
        actions={
          <Button asChild size="sm">
            <Link href={`${routes.newAlarm}?${new URLSearchParams({ model, column: column.name })}`}>
              <BellPlus aria-hidden />
              Make an alarm
            </Link>
          </Button>
        }
      >
        <p className="max-w-3xl text-pretty text-ink">{column.reason}</p>
        {column.provisional && (
          <Notice className="mt-3">
            The bins are provisional: they come from the model's first data. A reference makes its own, and the numbers change.
          </Notice>
        )}
        <Statistics column={column} onExplain={onExplain} />
        <Shares column={column} />
      </Card>
      <div className="grid gap-4 xl:grid-cols-2">
        <Card>
          {distribution.isError ? (
            <ErrorState
              title={`The distribution of ${column.name} could not be loaded`}
              error={distribution.error}
              onRetry={() => void distribution.refetch()}
            />
          ) : answer ? (
            <DistributionPanel key={column.name} answer={answer} column={column} reference={drift.reference} link={link} />
          ) : (
            <div role="status" aria-label="Loading the distribution">
              <Skeleton className="h-80 w-full" />
            </div>
          )}
        </Card>
        <Card>
          <ContributionsPanel key={column.name} column={column} link={link} />
        </Card>
      </div>
      <Card>
        <SeriesPanel model={model} params={params} drift={drift} column={column} timeZone={timeZone} onZoom={onZoom} />
      </Card>
    </div>
  );
}

function Statistics({ column, onExplain }: { column: DriftColumn; onExplain: ColumnDetailProps["onExplain"] }) {
  return (
    <dl className="mt-4 flex flex-wrap gap-x-6 gap-y-3">
      {column.statistics.map((statistic) => (
        <div key={statistic.id}>
          <dt className="text-ink-3 text-xs">
            {STATISTIC_SHORT[statistic.id]}
            {statistic.id === column.primary && " (decides)"}
          </dt>
          <dd className="mt-0.5">
            <StatisticValue column={column.name} statistic={statistic} onExplain={onExplain} className="font-medium" />
            {statistic.id === column.primary && statistic.threshold !== null && (
              <span className="tabular ml-1.5 text-ink-3 text-xs">
                drift from {formatStatistic(statistic.threshold)}, no drift gives ≈ {formatStatistic(statistic.expected)}
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Shares({ column }: { column: DriftColumn }) {
  const missing = missingShares(column);
  const invalid = {
    reference: column.reference_n > 0 ? column.reference_invalid / column.reference_n : null,
    current: column.current_n > 0 ? column.current_invalid / column.current_n : null,
  };
  const mean = column.reference_mean !== null || column.current_mean !== null;
  return (
    <dl className="tabular mt-4 grid grid-cols-2 gap-x-6 gap-y-3 border-line border-t pt-3 text-xs sm:grid-cols-4">
      <Fact name="Records, then and now">
        {formatCount(column.reference_n)} → {formatCount(column.current_n)}
      </Fact>
      <Fact name="Missing">
        {formatShare(missing.reference)} → {formatShare(missing.current)}
      </Fact>
      <Fact name="Invalid">
        {formatShare(invalid.reference)} → {formatShare(invalid.current)}
      </Fact>
      {mean && (
        <Fact name="Mean">
          {formatNumber(column.reference_mean)} → {withUnit(formatNumber(column.current_mean), column.unit)}
        </Fact>
      )}
      {column.unseen && column.unseen.distinct > 0 && (
        <div className="col-span-2 min-w-0">
          <dt className="text-ink-3">{countOf(column.unseen.distinct, "category", "categories")} not in the reference, for example</dt>
          <dd className="mt-0.5 flex flex-wrap gap-1.5">
            {column.unseen.examples.map(({ category, count }) => (
              <Badge key={category} className="max-w-60">
                <span className="truncate">{category || '""'}</span>
                <span className="text-ink-3">{formatCount(count)}</span>
              </Badge>
            ))}
          </dd>
        </div>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-3">{name}</dt>
      <dd className="mt-0.5 text-ink">{children}</dd>
    </div>
  );
}
