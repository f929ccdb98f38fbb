"use client";

import { SearchX } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { ApiError } from "#client/api/error.ts";
import { useModel } from "#client/api/models.ts";
import { routes } from "#client/routes.ts";
import { carriedQuery } from "#client/url-state.ts";
import { useModelName } from "#client/use-model-name.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { NavTabs } from "../ui/nav-tabs.tsx";
import { ModelHeader, ModelHeaderSkeleton } from "./model-header.tsx";

/** What all pages of a model share: its name, versions, reference, note, and the tabs. */
export function ModelFrame({ children }: { children: ReactNode }) {
  const name = useModelName();
  const model = useModel(name);
  if (model.error instanceof ApiError && model.error.status === 404) return <NoSuchModel name={name} />;
  return (
    <>
      {model.data ? (
        <ModelHeader model={model.data} />
      ) : model.isError ? (
        <>
          <h1 className="sr-only">{name}</h1>
          <ErrorState
            title={`The model ${name} could not be loaded`}
            error={model.error}
            onRetry={() => void model.refetch()}
            className="mb-4"
          />
        </>
      ) : (
        <ModelHeaderSkeleton name={name} />
      )}
      <ModelTabs name={name} />
      {children}
    </>
  );
}

function ModelTabs({ name }: { name: string }) {
  const pathname = usePathname();
  const query = carriedQuery(useSearchParams());
  const page = pathname.split("/")[3] ?? "drift";
  return (
    <div className="mb-5 border-line border-b">
      <NavTabs
        label="Pages of the model"
        tabs={[
          { href: `${routes.drift(name)}${query}`, label: "Drift", active: page === "drift" },
          { href: `${routes.performance(name)}${query}`, label: "Performance", active: page === "performance" },
          { href: `${routes.slices(name)}${query}`, label: "Slices", active: page === "slices" },
          { href: `${routes.outputs(name)}${query}`, label: "Outputs", active: page === "outputs" },
          { href: `${routes.records(name)}${query}`, label: "Records", active: page === "records" },
          { href: `${routes.settings(name)}${query}`, label: "Settings", active: page === "settings" },
        ]}
      />
    </div>
  );
}

function NoSuchModel({ name }: { name: string }) {
  return (
    <EmptyState
      icon={SearchX}
      level="h1"
      title={`There is no model "${name}"`}
      action={
        <>
          <Button asChild>
            <Link href={routes.overview}>All models</Link>
          </Button>
          <Button asChild variant="primary">
            <Link href={routes.connect}>Connect</Link>
          </Button>
        </>
      }
    >
      It may have been deleted or renamed. A model also appears by itself when a first record with its name arrives.
    </EmptyState>
  );
}
