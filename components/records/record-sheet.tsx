"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { fetchJson, modelPath, queryString } from "#client/api/fetch-json.ts";
import { keys } from "#client/api/keys.ts";
import { prettyJson } from "#client/pretty-json.ts";
import { useTimeWindow } from "#client/url-state.ts";
import type { Column } from "#core/contracts/models.ts";
import type { RecordRow, RecordsPage } from "#core/contracts/records.ts";
import { RelativeTime, TimeText } from "../time/time-text.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Sheet, SheetContent } from "../ui/sheet.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { cellText } from "./cell-text.ts";

interface RecordSheetProps {
  model: string;
  columns: readonly Column[];
  /** The records in the log, to step through. */
  rows: readonly RecordRow[];
  id: string | null;
  onMove: (id: string) => void;
  onClose: () => void;
}

/** One record: as it came, digit by digit, and what was derived from it. */
export function RecordSheet({ model, columns, rows, id, onMove, onClose }: RecordSheetProps) {
  const index = rows.findIndex((row) => row.id === id);
  return (
    <Sheet open={id !== null} onOpenChange={(open) => !open && onClose()}>
      {id !== null && (
        <SheetContent
          title={<span className="break-all font-mono text-sm">{id}</span>}
          footer={index >= 0 && <Steps rows={rows} index={index} onMove={onMove} />}
        >
          {index >= 0 ? (
            <RecordDetail record={rows[index]!} columns={columns} />
          ) : (
            <FetchedRecord model={model} id={id} columns={columns} />
          )}
        </SheetContent>
      )}
    </Sheet>
  );
}

function Steps({ rows, index, onMove }: { rows: readonly RecordRow[]; index: number; onMove: (id: string) => void }) {
  const before = rows[index - 1];
  const after = rows[index + 1];
  return (
    <>
      <Button disabled={!before} onClick={() => before && onMove(before.id)}>
        <ChevronLeft aria-hidden />
        Previous
      </Button>
      <Button disabled={!after} onClick={() => after && onMove(after.id)}>
        Next
        <ChevronRight aria-hidden />
      </Button>
    </>
  );
}

/** A link names a record that is not among the rows: it is looked up by its id, in the range of the page. */
function FetchedRecord({ model, id, columns }: { model: string; id: string; columns: readonly Column[] }) {
  const { from, to } = useTimeWindow();
  const params = { from, to, id, limit: 10 };
  const query = useQuery({
    queryKey: keys.of(model, "record", params),
    queryFn: ({ signal }) => fetchJson<RecordsPage>(`${modelPath(model)}/records${queryString(params)}`, null, { signal }),
    placeholderData: keepPreviousData,
  });
  if (query.isPending) return <Skeleton className="h-64" />;
  if (!query.data) return <ErrorState title="The record could not be loaded" error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data.data.length === 0)
    return <EmptyState title="No such record in this range">Widen the range above and open it again.</EmptyState>;
  return (
    <div className="flex flex-col gap-8">
      {query.data.data.map((record) => (
        <RecordDetail key={`${record.kind} ${record.ts}`} record={record} columns={columns} />
      ))}
    </div>
  );
}

function RecordDetail({ record, columns }: { record: RecordRow; columns: readonly Column[] }) {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const derived = Object.entries(record.values).filter(([name]) => byName.get(name)?.derived_from);
  return (
    <div className="flex flex-col gap-5">
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
        <dt className="text-ink-3">Time</dt>
        <dd>
          <TimeText value={record.ts} precision="ms" />{" "}
          <span className="text-ink-3">
            (<RelativeTime value={record.ts} />)
          </span>
        </dd>
        <dt className="text-ink-3">Kind</dt>
        <dd>
          <Badge>{record.kind}</Badge>
        </dd>
        <dt className="text-ink-3">Version</dt>
        <dd>{record.version || "—"}</dd>
      </dl>
      {derived.length > 0 && (
        <section>
          <h3 className="mb-1.5 font-medium text-ink text-xs">Derived values</h3>
          <dl className="grid grid-cols-[minmax(0,auto)_1fr] gap-x-6 gap-y-1 rounded-lg border border-line px-3 py-2">
            {derived.map(([name, value]) => (
              <DerivedRow key={name} name={name} text={cellText(value)} unit={byName.get(name)?.unit ?? null} />
            ))}
          </dl>
        </section>
      )}
      <CodeBlock code={prettyJson(record.native)} title="native record, as it came" />
    </div>
  );
}

function DerivedRow({ name, text, unit }: { name: string; text: string; unit: string | null }) {
  return (
    <>
      <dt className="truncate font-mono text-ink-2 text-xs">{name}</dt>
      <dd className="tabular">
        {text} {unit && <span className="text-ink-3">{unit}</span>}
      </dd>
    </>
  );
}
