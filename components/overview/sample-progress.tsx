"use client";

import { formatCount } from "#client/format.ts";
import type { Job } from "#core/contracts/manage.ts";
import { Progress } from "../ui/progress.tsx";

/** While the sample project loads through the public API: how far it is, and that the page fills by itself. */
export function SampleProgress({ job }: { job: Job }) {
  return (
    <section aria-label="Sample project" className="mb-6 rounded-lg border border-line p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="font-semibold text-ink">{job.title}</h2>
        <p className="tabular text-ink-2 text-xs">
          {formatCount(job.done)} of {formatCount(job.total)}
        </p>
      </div>
      <p className="mt-0.5 text-ink-2">
        {job.message || "The sample's records go through the same door as yours will. The rows below fill as they are counted."}
      </p>
      <Progress done={job.done} total={job.total} label={job.title} className="mt-3" />
    </section>
  );
}
