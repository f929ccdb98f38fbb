"use client";

import { isActive, useJobs } from "#client/api/manage.ts";
import { useReferences } from "#client/api/models.ts";
import { countOf } from "#client/format.ts";
import type { ModelDetail, Reference } from "#core/contracts/models.ts";
import { JobRow } from "../shell/jobs-banner.tsx";
import { TimeText } from "../time/time-text.tsx";
import { Badge } from "../ui/badge.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "../ui/tabs.tsx";
import { SlidingForm, VersionForm, WindowForm } from "./reference-forms.tsx";
import { ReferenceUpload } from "./reference-upload.tsx";

/** The data that the model is compared with: what it is, how to set another, and what it was. */
export function ReferenceCard({ model }: { model: ModelDetail }) {
  const jobs = useJobs();
  const own = jobs.data?.data.filter((job) => job.model === model.name && job.kind !== "sample") ?? [];
  const building = own.find(isActive);
  // Jobs come newest first: an older failure was answered by what came after it.
  const failed = own[0]?.status === "failed" ? own[0] : undefined;
  return (
    <div id="reference" className="scroll-mt-28">
      <Card
        title="Reference"
        description="The data that this model is compared with. Its bins are frozen when it is set; stored records are then counted on them again."
      >
        <CurrentReference model={model} />
        {building && (
          <div className="mt-3 overflow-hidden rounded-md border border-line [&>div]:px-3">
            <JobRow job={building} />
          </div>
        )}
        {failed && (
          <Notice tone="warning" className="mt-3">
            <span className="font-medium">{failed.title}: not built.</span> {failed.error ?? "The worker's log has more."}
          </Notice>
        )}
        <h3 className="mt-6 mb-1 font-medium text-ink text-xs">Set another</h3>
        <Tabs defaultValue="upload">
          <TabsList aria-label="Kinds of reference">
            <TabsTrigger value="upload">Upload</TabsTrigger>
            <TabsTrigger value="window">Range of time</TabsTrigger>
            <TabsTrigger value="version">Version</TabsTrigger>
            <TabsTrigger value="moving">Moving window</TabsTrigger>
            <TabsTrigger value="previous">Previous period</TabsTrigger>
          </TabsList>
          <TabsContent value="upload">
            <ReferenceUpload model={model.name} />
          </TabsContent>
          <TabsContent value="window">
            <WindowForm model={model} />
          </TabsContent>
          <TabsContent value="version">
            <VersionForm model={model} />
          </TabsContent>
          <TabsContent value="moving">
            <SlidingForm model={model.name} kind="moving" />
          </TabsContent>
          <TabsContent value="previous">
            <SlidingForm model={model.name} kind="previous" />
          </TabsContent>
        </Tabs>
        <History model={model.name} current={model.reference?.id ?? null} />
      </Card>
    </div>
  );
}

function CurrentReference({ model }: { model: ModelDetail }) {
  const { reference } = model;
  if (!reference) {
    return (
      <Notice>
        There is none yet. Records are stored and shown, on bins taken from the first of them; drift is told once a reference is set.
      </Notice>
    );
  }
  return (
    <div className="rounded-md border border-line bg-surface px-3 py-2.5">
      <p className="break-words font-medium text-ink">{reference.label}</p>
      <p className="tabular mt-0.5 text-ink-2 text-xs">
        {reference.rows > 0 ? `${countOf(reference.rows, "record")}, ` : ""}
        {reference.ready_at ? (
          <>
            in force since <TimeText value={reference.ready_at} precision="minute" />
          </>
        ) : (
          "being built"
        )}
      </p>
    </div>
  );
}

const STATUS_WORDS: Record<Reference["status"], string> = {
  building: "being built",
  ready: "ready",
  failed: "failed",
  replaced: "replaced",
};

function History({ model, current }: { model: string; current: number | null }) {
  const references = useReferences(model);
  const earlier = references.data?.data.filter((reference) => reference.id !== current) ?? [];
  if (references.isPending) return <Skeleton className="mt-6 h-16" />;
  if (references.isError) {
    return (
      <ErrorState
        title="Earlier references could not be loaded"
        error={references.error}
        onRetry={() => void references.refetch()}
        className="mt-6"
      />
    );
  }
  if (earlier.length === 0) return null;
  return (
    <section className="mt-6">
      <h3 className="mb-1 font-medium text-ink text-xs">History</h3>
      <ul className="rounded-md border border-line">
        {earlier.map((reference) => (
          <li key={reference.id} className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-line border-b px-3 py-2 last:border-b-0">
            <span className="min-w-40 flex-1 break-words">{reference.label}</span>
            <span className="tabular text-ink-3 text-xs">{reference.rows > 0 && countOf(reference.rows, "record")}</span>
            <Badge className={reference.status === "failed" ? "text-danger" : ""}>{STATUS_WORDS[reference.status]}</Badge>
            <TimeText value={reference.created_at} precision="minute" className="text-ink-3 text-xs" />
          </li>
        ))}
      </ul>
    </section>
  );
}
