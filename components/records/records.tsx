"use client";

import { FileSearch } from "lucide-react";
import Link from "next/link";
import { useModel } from "#client/api/models.ts";
import { useRecords } from "#client/api/records.ts";
import { routes } from "#client/routes.ts";
import { useModelName } from "#client/use-model-name.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { RecordSheet } from "./record-sheet.tsx";
import { RecordsFoot } from "./records-foot.tsx";
import { LOG_HEIGHT, shownColumns, useRecordsParams, useRecordsState } from "./records-state.ts";
import { RecordsTable } from "./records-table.tsx";

/** A live, filterable log of what was received. */
export function Records() {
  const name = useModelName();
  const model = useModel(name);
  const params = useRecordsParams();
  const [state, setState] = useRecordsState();
  const records = useRecords(name, params);
  const all = model.data?.columns ?? [];
  const rows = records.data?.pages.flatMap((page) => page.data) ?? [];

  return (
    <>
      <FilterBar model={name} columns={all} versions={model.data?.versions ?? []} />
      {records.isError && (
        <ErrorState
          title={
            rows.length > 0 ? "What is shown is from before: the records could not be loaded again" : "The records could not be loaded"
          }
          error={records.error}
          onRetry={() => void records.refetch()}
          className="mb-3"
        />
      )}
      {records.isPending && <TableSkeleton />}
      {records.data && rows.length > 0 && (
        <RecordsTable
          rows={rows}
          columns={shownColumns(all, state.columns)}
          isOld={records.isPlaceholderData}
          isLoadingMore={records.isFetchingNextPage}
          onEnd={() => {
            if (records.hasNextPage && !records.isFetchingNextPage && !records.isError) void records.fetchNextPage();
          }}
          onOpen={(row) => void setState({ record: row.id })}
        />
      )}
      {records.data && rows.length === 0 && !records.hasNextPage && <NoRecords />}
      {records.data && <RecordsFoot query={records} shown={rows.length} />}
      <RecordSheet
        model={name}
        columns={all}
        rows={rows}
        id={state.record}
        onMove={(id) => void setState({ record: id }, { history: "replace" })}
        onClose={() => void setState({ record: null })}
      />
    </>
  );
}

function TableSkeleton() {
  return (
    <div
      role="status"
      aria-label="Loading the records"
      className={`${LOG_HEIGHT} flex flex-col gap-4 overflow-hidden rounded-lg border border-line p-4`}
    >
      {Array.from({ length: 14 }, (_, row) => row).map((row) => (
        <Skeleton key={row} className="h-4 shrink-0" />
      ))}
    </div>
  );
}

function NoRecords() {
  const name = useModelName();
  const [state, setState] = useRecordsState();
  const isFiltered = state.filter.length > 0 || state.id !== null;
  return (
    <div className={`${LOG_HEIGHT} flex items-center justify-center rounded-lg border border-line`}>
      <EmptyState
        icon={FileSearch}
        title={isFiltered ? "No record matches" : "No records in this range"}
        action={
          isFiltered ? (
            <Button onClick={() => void setState({ filter: null, id: null })}>Clear the filters</Button>
          ) : (
            <Button asChild variant="primary">
              <Link href={routes.connect}>Connect a log shipper</Link>
            </Button>
          )
        }
      >
        {isFiltered
          ? "All records of the range were looked through. Loosen a filter or widen the range above."
          : `Widen the range above, or send records to ${name}.`}
      </EmptyState>
    </div>
  );
}
