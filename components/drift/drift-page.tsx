"use client";

import { useCallback, useMemo } from "react";
import { useDrift } from "#client/api/drift.ts";
import { useModel } from "#client/api/models.ts";
import { useColumn, useTimeWindow, useTimeZone } from "#client/url-state.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { useModelName } from "#client/use-model-name.ts";
import type { StatisticId } from "#core/contracts/common.ts";
import type { DriftAnswer } from "#core/contracts/drift.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { WindowError } from "../models/window-error.tsx";
import { wrongPart } from "../models/wrong-part.ts";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ColumnDetail } from "./column-detail.tsx";
import { ColumnFilter } from "./column-filter.tsx";
import { ColumnsTable } from "./columns-table.tsx";
import { DriftControls } from "./drift-controls.tsx";
import { DriftHead, DriftHeadSkeleton } from "./drift-head.tsx";
import { useColumnFilter, useExplained } from "./drift-state.ts";
import { DriftEmpty, emptyReason, PartialNotice } from "./drift-states.tsx";
import { ExplainSheet } from "./explain-sheet.tsx";
import { columnInFocus, filterColumns } from "./filter-columns.ts";
import { HeatPanel } from "./heat-panel.tsx";
import { MultivariatePanel } from "./multivariate-panel.tsx";
import { type DriftQueryParams, useDriftQuery } from "./use-drift-query.ts";

/** What changed, since when, does it matter, why? */
export function DriftPage() {
  const hydrated = useHydrated();
  const name = useModelName();
  const model = useModel(name);
  const params = useDriftQuery();
  // Before the model is known its default window is not: asking then would answer the wrong window first.
  const drift = useDrift(name, params, { enabled: model.data !== undefined });
  if (hydrated && model.data && drift.error && (!drift.data || wrongPart(drift.error))) {
    return (
      <>
        <DriftControls model={model.data} params={params} />
        <WindowError title="The drift of this window could not be computed" error={drift.error} onRetry={() => void drift.refetch()} />
      </>
    );
  }
  // The shell's own question about the model may be answered before this part of the page is hydrated.
  if (!hydrated || !model.data || !drift.data) return hydrated && model.isError ? null : <DriftSkeleton />;
  const reason = emptyReason(model.data, drift.data);
  return (
    <>
      <DriftControls model={model.data} params={params} />
      {reason ? (
        <DriftEmpty reason={reason} model={model.data} />
      ) : (
        <Drift model={model.data} params={params} drift={drift.data} isStale={drift.isPlaceholderData} />
      )}
    </>
  );
}

interface DriftProps {
  model: ModelDetail;
  params: DriftQueryParams;
  drift: DriftAnswer;
  /** The answer belongs to the window before; the next one is on its way. */
  isStale: boolean;
}

function Drift({ model, params, drift, isStale }: DriftProps) {
  const timeZone = useTimeZone();
  const { setRange } = useTimeWindow();
  const [asked, setColumn] = useColumn();
  const [explained, setExplained] = useExplained();
  const [filter] = useColumnFilter();
  const listed = useMemo(() => filterColumns(drift.columns, filter), [drift.columns, filter]);
  const names = useMemo(
    () => (listed.length < drift.columns.length ? new Set(listed.map(({ name }) => name)) : null),
    [listed, drift.columns],
  );
  const column = columnInFocus(drift.columns, asked);
  const select = useCallback((name: string) => void setColumn(name), [setColumn]);
  const zoom = useCallback(
    (from: number, to: number) => setRange({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }),
    [setRange],
  );
  const explain = useCallback(
    (name: string, statistic: StatisticId) => {
      void setColumn(name);
      void setExplained(statistic);
    },
    [setColumn, setExplained],
  );
  return (
    <div aria-busy={isStale} className={isStale ? "opacity-60 transition-opacity delay-200" : undefined}>
      <PartialNotice waiting={model.health.waiting} />
      <DriftHead drift={drift} waiting={model.health.waiting} />
      <Card className="mb-4">
        <HeatPanel
          model={model.name}
          params={params}
          drift={drift}
          listed={names}
          timeZone={timeZone}
          selected={column?.name ?? null}
          onSelect={select}
          onZoom={zoom}
        />
      </Card>
      <MultivariatePanel model={model.name} params={params} timeZone={timeZone} onSelect={select} onZoom={zoom} />
      <Card title="Columns" className="mb-4" flush actions={<ColumnFilter columns={drift.columns} shown={listed.length} />}>
        {listed.length > 0 ? (
          <ColumnsTable
            columns={listed}
            statistic={params.statistic}
            selected={column?.name ?? null}
            onSelect={select}
            onExplain={explain}
          />
        ) : (
          <EmptyState title="No column is like that" className="py-8">
            Change the filter, or show all columns.
          </EmptyState>
        )}
      </Card>
      {column ? (
        <ColumnDetail model={model.name} params={params} drift={drift} column={column} onExplain={explain} onZoom={zoom} />
      ) : (
        asked !== null && (
          <EmptyState title={`There is no column "${asked}" in this window`}>
            It may be ignored, renamed, or have no records here. Choose one above.
          </EmptyState>
        )
      )}
      <ExplainSheet
        model={model.name}
        params={params}
        column={column?.name ?? null}
        statistic={explained}
        onClose={() => void setExplained(null)}
      />
    </div>
  );
}

function DriftSkeleton() {
  return (
    <>
      <Skeleton className="mb-4 h-7 w-44" />
      <DriftHeadSkeleton />
      <Skeleton className="mb-4 h-120 w-full" />
      <Skeleton className="mb-4 h-96 w-full" />
    </>
  );
}
