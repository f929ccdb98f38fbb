"use client";

import { BellRing, CircleCheck, ListFilter } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useAlarms } from "#client/api/alarms.ts";
import { useIncidents } from "#client/api/incidents.ts";
import { countOf } from "#client/format.ts";
import { routes } from "#client/routes.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import type { Incident } from "#core/contracts/incidents.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { IncidentsFilters } from "./incidents-filters.tsx";
import { type IncidentsState, useIncidentsState } from "./incidents-state.ts";
import { IncidentsTable } from "./incidents-table.tsx";

const PAGE = 50;

/** What fires, and what fired: each with what was seen, and what somebody found it to be. */
export function IncidentsPage() {
  const hydrated = useHydrated();
  const state = useIncidentsState();
  const incidents = useIncidents({ ...state.filter, cursor: state.after, limit: PAGE });
  return (
    <>
      <PageHeader
        title="Incidents"
        description="One incident is one continuous firing of an alarm. Say of each what it was: thresholds are suggested from that."
      />
      {!hydrated || (incidents.isPending && !incidents.data) ? (
        <IncidentsSkeleton />
      ) : (
        <>
          <IncidentsFilters {...state} />
          {incidents.isError && (
            <ErrorState
              title={
                incidents.data
                  ? "What is shown is from before: the incidents could not be loaded again"
                  : "The incidents could not be loaded"
              }
              error={incidents.error}
              onRetry={() => void incidents.refetch()}
              className="mb-4"
            />
          )}
          {incidents.data && (
            <div
              aria-busy={incidents.isPlaceholderData}
              className={incidents.isPlaceholderData ? "opacity-60 transition-opacity" : undefined}
            >
              <Lists incidents={incidents.data.data} state={state} next={incidents.data.next_cursor} />
            </div>
          )}
        </>
      )}
    </>
  );
}

function Lists({ incidents, state, next }: { incidents: readonly Incident[]; state: IncidentsState; next: string | null }) {
  const { filter, after, isFiltered } = state;
  const firing = incidents.filter(({ status }) => status === "firing");
  const past = incidents.filter(({ status }) => status === "resolved");
  if (incidents.length === 0) return after === null ? <Nothing state={state} /> : <PastTheEnd state={state} />;
  return (
    <div className="flex flex-col gap-7">
      {firing.length > 0 ? (
        <section>
          <h2 className="mb-2 font-semibold text-ink text-sm">Firing now</h2>
          <IncidentsTable label="Firing now" incidents={firing} />
        </section>
      ) : (
        filter.status === null &&
        after === null && (
          <p className="flex items-center gap-2 text-ink-2">
            <CircleCheck className="size-4 text-stable" aria-hidden />
            {isFiltered ? "Nothing of this fires." : "Nothing fires."}
          </p>
        )
      )}
      {past.length > 0 && (
        <section>
          <h2 className="mb-2 font-semibold text-ink text-sm">Past</h2>
          <IncidentsTable label="Past incidents" incidents={past} />
        </section>
      )}
      {(next !== null || after !== null) && (
        <nav aria-label="Pages" className="flex items-center justify-between gap-3 text-ink-2 text-xs">
          <p role="status" className="tabular">
            {countOf(incidents.length, "incident")} on this page{next === null ? ", the last one." : "."}
          </p>
          <span className="flex gap-2">
            {after !== null && (
              <Button size="sm" onClick={() => state.goTo(null)}>
                First page
              </Button>
            )}
            {next !== null && (
              <Button size="sm" onClick={() => state.goTo(next)}>
                Next page
              </Button>
            )}
          </span>
        </nav>
      )}
    </div>
  );
}

/** Calm, with the next step. */
function Nothing({ state }: { state: IncidentsState }) {
  const alarms = useAlarms();
  const own = alarms.data?.data.filter(({ origin }) => origin !== "system") ?? [];
  if (state.isFiltered) {
    return (
      <Frame>
        <EmptyState icon={ListFilter} title="No incident matches" action={<Button onClick={state.clear}>Clear filters</Button>}>
          {state.filter.status === "firing" ? "Nothing of this fires now." : "There was none of this kind."}
        </EmptyState>
      </Frame>
    );
  }
  if (own.length === 0 && alarms.data) {
    return (
      <Frame>
        <EmptyState
          icon={BellRing}
          title="Nothing fires, and nothing could"
          action={
            <>
              <Button asChild variant="primary">
                <Link href={routes.newAlarm}>New alarm</Link>
              </Button>
              <Button asChild>
                <Link href={routes.failures}>What can go wrong?</Link>
              </Button>
            </>
          }
        >
          Tidemark watches itself, but no alarm watches a model yet. Each says how often it would have fired before it is switched on.
        </EmptyState>
      </Frame>
    );
  }
  return (
    <Frame>
      <EmptyState
        icon={CircleCheck}
        title="Nothing fires"
        action={
          <Button asChild>
            <Link href={routes.alarms}>See the alarms</Link>
          </Button>
        }
      >
        {own.length > 0 && `${countOf(own.length, "alarm")} of yours ${own.length === 1 ? "keeps" : "keep"} watch, and none has fired yet.`}
      </EmptyState>
    </Frame>
  );
}

function PastTheEnd({ state }: { state: IncidentsState }) {
  return (
    <Frame>
      <EmptyState title="There are no more" action={<Button onClick={() => state.goTo(null)}>First page</Button>} />
    </Frame>
  );
}

const Frame = ({ children }: { children: ReactNode }) => <div className="rounded-lg border border-line">{children}</div>;

function IncidentsSkeleton() {
  return (
    <div role="status" aria-label="Loading the incidents">
      <Skeleton className="mb-5 h-8 w-96 max-w-full" />
      <Skeleton className="h-72 w-full" />
    </div>
  );
}
