"use client";

import { useModel } from "#client/api/models.ts";
import { useModelName } from "#client/use-model-name.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { ColumnsCard } from "./columns-card.tsx";
import { DeleteCard } from "./delete-card.tsx";
import { GeneralCard } from "./general-card.tsx";
import { PerformanceCard } from "./performance-card.tsx";
import { ReferenceCard } from "./reference-card.tsx";
import { SlicesCard } from "./slices-card.tsx";
import { VersionsCard } from "./versions-card.tsx";

export function ModelSettings() {
  const name = useModelName();
  const model = useModel(name);
  // That it could not be loaded is said by the frame around this page.
  if (!model.data) return model.isError ? null : <SettingsSkeleton />;
  return (
    <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="flex min-w-0 flex-col gap-6">
        <ReferenceCard model={model.data} />
        <PerformanceCard model={model.data} />
        <ColumnsCard model={model.data} />
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <GeneralCard key={model.data.name} model={model.data} />
        <SlicesCard model={model.data} />
        <VersionsCard model={model.data} />
        <DeleteCard model={model.data} />
      </div>
    </div>
  );
}

function SettingsSkeleton() {
  return (
    <div role="status" aria-label="Loading the settings" className="grid gap-6 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Skeleton className="h-96 rounded-lg" />
      <Skeleton className="h-96 rounded-lg" />
    </div>
  );
}
