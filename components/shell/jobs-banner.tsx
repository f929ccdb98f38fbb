"use client";

import { useQueryClient } from "@tanstack/react-query";
import { LoaderCircle, X } from "lucide-react";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import { keys } from "#client/api/keys.ts";
import { isActive, useCancelJob, useJobs } from "#client/api/manage.ts";
import { formatCount } from "#client/format.ts";
import type { Job } from "#core/contracts/manage.ts";
import { Button } from "../ui/button.tsx";
import { Progress } from "../ui/progress.tsx";
import { Tooltip } from "../ui/tooltip.tsx";

/** Long work that goes on behind every page: it can be left, comes back, and can be cancelled. */
export function JobsBanner() {
  const jobs = useJobs();
  useSayWhenEnded(jobs.data?.data);
  const isOverview = usePathname() === "/";
  // The Overview shows the sample's progress itself, where its rows fill.
  const active = jobs.data?.data.filter((job) => isActive(job) && !(isOverview && job.kind === "sample")) ?? [];
  if (active.length === 0) return null;
  return (
    <section aria-label="Running jobs" className="border-line border-b bg-surface">
      {active.map((job) => (
        <JobRow key={job.id} job={job} />
      ))}
    </section>
  );
}

export function JobRow({ job }: { job: Job }) {
  const cancel = useCancelJob();
  const known = job.total > 0;
  const percent = known ? Math.floor(Math.min(1, job.done / job.total) * 100) : null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 sm:px-6">
      <LoaderCircle className="size-4 shrink-0 animate-spin text-accent" aria-hidden />
      <span className="font-medium text-ink">{job.title}</span>
      <span className="min-w-0 flex-1 truncate text-ink-2 text-xs">{job.status === "queued" ? "Waiting for a worker" : job.message}</span>
      <span className="tabular text-ink-2 text-xs">
        {known ? `${formatCount(job.done)} of ${formatCount(job.total)} (${percent}%)` : job.done > 0 ? formatCount(job.done) : ""}
      </span>
      <Progress done={job.done} total={job.total} label={job.title} className="order-last w-full sm:order-none sm:w-48" />
      <Tooltip content="Cancel" side="bottom">
        <Button
          variant="ghost"
          size="icon-sm"
          className="max-sm:ml-auto"
          aria-label={`Cancel: ${job.title}`}
          busy={cancel.isPending}
          onClick={() =>
            cancel.mutate(job.id, {
              onError: (error) => toast.error("The job was not cancelled", { description: error.message }),
            })
          }
        >
          {!cancel.isPending && <X aria-hidden />}
        </Button>
      </Tooltip>
    </div>
  );
}

/** What a job has changed is on the pages: they ask again, and a toast says how it ended. */
function useSayWhenEnded(jobs: Job[] | undefined) {
  const client = useQueryClient();
  const active = useRef(new Set<number>());
  useEffect(() => {
    for (const job of jobs ?? []) {
      if (isActive(job)) active.current.add(job.id);
      else if (active.current.delete(job.id)) {
        void client.invalidateQueries({ queryKey: keys.models });
        if (job.status === "done") toast.success(job.title, { description: job.message || "Done" });
        else if (job.status === "failed") toast.error(job.title, { description: job.error ?? "It failed.", duration: 15_000 });
        else toast(job.title, { description: "Cancelled" });
      }
    }
  }, [jobs, client]);
}
