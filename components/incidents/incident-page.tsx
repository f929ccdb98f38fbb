"use client";

import { ArrowLeft, BellOff, Scale, SearchCheck, Siren } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { ApiError } from "#client/api/error.ts";
import { useIncident } from "#client/api/incidents.ts";
import { routes } from "#client/routes.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { useNow } from "#client/use-now.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { RelativeTime, TimeText } from "../time/time-text.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { AlarmCard } from "./alarm-card.tsx";
import { ChartsCard } from "./charts-card.tsx";
import { HistoryCard } from "./history-card.tsx";
import { IncidentStatusBadges, SeverityBadge } from "./incident-badges.tsx";
import { endWords, lengthWords } from "./incident-words.ts";
import { JudgeCard } from "./judge-card.tsx";
import { SeenCard } from "./seen-card.tsx";
import { SilenceDialog } from "./silence-dialog.tsx";
import { ToldCard } from "./told-card.tsx";

/** What fired, what was seen, who was told, and what somebody makes of it. */
export function IncidentPage({ id }: { id: number }) {
  const hydrated = useHydrated();
  const incident = useIncident(id);
  if (!hydrated || (incident.isPending && !incident.isError)) return <IncidentSkeleton />;
  if (!incident.data) {
    if (incident.error instanceof ApiError && incident.error.status === 404) return <NoIncident id={id} />;
    return (
      <>
        <h1 className="sr-only">Incident {id}</h1>
        <ErrorState title="The incident could not be loaded" error={incident.error!} onRetry={() => void incident.refetch()} />
      </>
    );
  }
  return <Incident incident={incident.data} />;
}

function Incident({ incident }: { incident: IncidentDetail }) {
  return (
    <>
      <Head incident={incident} />
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <ChartsCard incident={incident} />
          <SeenCard incident={incident} />
          <ToldCard incident={incident} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <div id="judge" className="scroll-mt-16">
            <JudgeCard key={incident.id} incident={incident} />
          </div>
          <AlarmCard incident={incident} />
          <HistoryCard incident={incident} />
        </div>
      </div>
    </>
  );
}

function Head({ incident }: { incident: IncidentDetail }) {
  const [silencing, setSilencing] = useState(false);
  return (
    <header className="mb-5">
      <Link href={routes.incidents} className="mb-2 inline-flex items-center gap-1 text-ink-2 text-xs hover:text-ink">
        <ArrowLeft className="size-3.5" aria-hidden />
        Incidents
      </Link>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-balance break-words font-semibold text-ink text-xl tracking-tight">{incident.headline}</h1>
          <p className="mt-2 flex flex-wrap items-center gap-1.5">
            <SeverityBadge severity={incident.severity} />
            <IncidentStatusBadges incident={incident} />
          </p>
          <Lasted incident={incident} />
        </div>
        <div className="flex flex-wrap gap-2">
          {/* On narrow screens the form lies far below: whoever was woken up wants it first. */}
          <Button asChild className="xl:hidden">
            <a href="#judge">
              <Scale aria-hidden />
              Judge it
            </a>
          </Button>
          <Button onClick={() => setSilencing(true)}>
            <BellOff aria-hidden />
            Silence
          </Button>
          {incident.model !== null && (
            <Button asChild variant="primary">
              <Link href={incident.link}>
                <SearchCheck aria-hidden />
                Look at its window
              </Link>
            </Button>
          )}
        </div>
      </div>
      {silencing && <SilenceDialog labels={incident.labels} onClose={() => setSilencing(false)} />}
    </header>
  );
}

function Lasted({ incident }: { incident: IncidentDetail }) {
  const now = useNow();
  const end = incident.resolved_at === null ? now.getTime() : Date.parse(incident.resolved_at);
  const length = lengthWords(Math.max(0, end - Date.parse(incident.fired_at)));
  const why = endWords(incident);
  return (
    <p className="mt-2 text-ink-2">
      {incident.model === null ? (
        "Tidemark itself"
      ) : (
        <Link href={routes.drift(incident.model)} className="underline underline-offset-2 hover:text-ink">
          {incident.model}
        </Link>
      )}
      {" · "}
      {incident.resolved_at === null ? (
        <>
          fires since <TimeText value={incident.fired_at} precision="minute" />, for {length}
        </>
      ) : (
        <>
          fired at <TimeText value={incident.fired_at} precision="minute" /> for {length}
          {why && `, until ${why}`} <RelativeTime value={incident.resolved_at} />
        </>
      )}
    </p>
  );
}

function NoIncident({ id }: { id: number }) {
  return (
    <EmptyState
      icon={Siren}
      level="h1"
      title={`There is no incident ${id}`}
      action={
        <Button asChild variant="primary">
          <Link href={routes.incidents}>All incidents</Link>
        </Button>
      }
    >
      It may belong to another project, or its model was deleted.
    </EmptyState>
  );
}

function IncidentSkeleton() {
  return (
    <div role="status" aria-label="Loading the incident">
      <h1 className="sr-only">Incident</h1>
      <Skeleton className="mb-3 h-7 w-md max-w-full" />
      <Skeleton className="mb-6 h-6 w-64" />
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <Skeleton className="h-96 w-full" />
        <Skeleton className="h-96 w-full" />
      </div>
    </div>
  );
}
