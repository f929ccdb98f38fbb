"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useRecordParts } from "#client/api/records.ts";
import { prettyJson } from "#client/pretty-json.ts";
import type { Column } from "#core/contracts/models.ts";
import type { RecordRow } from "#core/contracts/records.ts";
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
          <Parts model={model} id={id} columns={columns} known={rows.filter((row) => row.id === id)} />
        </SheetContent>
      )}
    </Sheet>
  );
}

function Steps({ rows, index, onMove }: { rows: readonly RecordRow[]; index: number; onMove: (id: string) => void }) {
  const id = rows[index]?.id;
  const before = rows.slice(0, index).findLast((row) => row.id !== id);
  const after = rows.slice(index + 1).find((row) => row.id !== id);
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

interface PartsProps {
  model: string;
  id: string;
  columns: readonly Column[];
  /** What the log already holds of it: shown until all parts are there. */
  known: readonly RecordRow[];
}

/** A prediction and what joined it later, also from outside the range of the page. */
function Parts({ model, id, columns, known }: PartsProps) {
  const query = useRecordParts(model, id);
  const parts = query.data?.data.length ? query.data.data : known;
  if (parts.length === 0) {
    if (query.isPending) return <Skeleton className="h-64" />;
    if (query.isError)
      return <ErrorState title="The record could not be loaded" error={query.error} onRetry={() => void query.refetch()} />;
    return <EmptyState title="There is no such record">It may have been older than the model keeps its records.</EmptyState>;
  }
  return (
    <div className="flex flex-col gap-8">
      {parts.map((record) => (
        // A label and its correction may have one time: what came tells them apart.
        <RecordDetail key={`${record.kind} ${record.ts} ${record.native}`} record={record} columns={columns} />
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
          {record.correction && (
            <Badge className="ml-1.5" title="Replaces the label that was sent before">
              correction
            </Badge>
          )}
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
