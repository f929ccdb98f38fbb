"use client";

import { Plug } from "lucide-react";
import Link from "next/link";
import { isActive, useJobs } from "#client/api/manage.ts";
import { useModels } from "#client/api/models.ts";
import { routes } from "#client/routes.ts";
import { useTimeWindow } from "#client/url-state.ts";
import type { Job } from "#core/contracts/manage.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { ModelsTable, ModelsTableSkeleton } from "./models-table.tsx";
import { SampleProgress } from "./sample-progress.tsx";

export function Overview() {
  const { from, to } = useTimeWindow();
  const jobs = useJobs();
  const sample = jobs.data?.data.find((job) => job.kind === "sample" && isActive(job));
  const models = useModels({ from, to }, { watch: sample !== undefined });
  return (
    <>
      <PageHeader title="Overview" description="Every model, and whether its world has changed in the range of time above." />
      {sample && <SampleProgress job={sample} />}
      <ModelList models={models} sample={sample} />
    </>
  );
}

function ModelList({ models, sample }: { models: ReturnType<typeof useModels>; sample: Job | undefined }) {
  if (models.isPending) return <ModelsTableSkeleton />;
  if (!models.data) return <ErrorState title="The models could not be loaded" error={models.error} onRetry={() => void models.refetch()} />;
  return (
    <>
      {models.isError && (
        <ErrorState
          title="What is shown is from before: the models could not be loaded again"
          error={models.error}
          onRetry={() => void models.refetch()}
          className="mb-4"
        />
      )}
      {models.data.data.length > 0 ? (
        <ModelsTable models={models.data.data} isOld={models.isPlaceholderData} />
      ) : sample ? (
        <ModelsTableSkeleton rows={1} />
      ) : (
        <NoModels />
      )}
    </>
  );
}

function NoModels() {
  return (
    <div className="rounded-lg border border-line">
      <EmptyState
        icon={Plug}
        title="No model yet"
        action={
          <Button asChild variant="primary">
            <Link href={routes.connect}>Connect a log shipper</Link>
          </Button>
        }
      >
        Create a key and send a first record: the model appears here by itself, and its columns with it.
      </EmptyState>
    </div>
  );
}
