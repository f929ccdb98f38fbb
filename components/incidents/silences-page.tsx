"use client";

import { BellOff } from "lucide-react";
import Link from "next/link";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { toast } from "sonner";
import { useExpireSilence, useSilences } from "#client/api/incidents.ts";
import { countOf } from "#client/format.ts";
import { routes } from "#client/routes.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import { useNow } from "#client/use-now.ts";
import { matcherText } from "#core/alarms/matchers.ts";
import type { Silence } from "#core/contracts/incidents.ts";
import { AlarmsHead } from "../alarms/alarms-tabs.tsx";
import { RelativeTime, TimeText } from "../time/time-text.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { lengthWords } from "./incident-words.ts";
import { readMatchers } from "./matchers-text.ts";
import { SilenceDialog } from "./silence-dialog.tsx";

/** What nobody is told of, for how long, and why. */
export function SilencesPage() {
  const hydrated = useHydrated();
  const silences = useSilences();
  const [asked, setAsked] = useQueryState("matchers", parseAsString);
  const [adding, setAdding] = useState(false);
  const matchers = asked === null ? null : readMatchers(asked);
  const close = () => {
    setAdding(false);
    void setAsked(null);
  };
  return (
    <>
      <AlarmsHead
        title="Silences"
        description="Nobody is told of what a silence matches while it lasts. Incidents open and close all the same."
        actions={
          <Button variant="primary" onClick={() => setAdding(true)}>
            New silence
          </Button>
        }
      />
      {asked !== null && matchers === null && (
        <Notice tone="warning" className="mb-4" action={<Button onClick={() => setAdding(true)}>New silence</Button>}>
          The address asks to silence {asked}, which cannot be read. Matchers are written as name="value", with commas between them.
        </Notice>
      )}
      {!hydrated || (silences.isPending && !silences.isError) ? (
        <div role="status" aria-label="Loading the silences">
          <Skeleton className="h-64 w-full" />
        </div>
      ) : silences.data ? (
        <Silences silences={silences.data.data} onNew={() => setAdding(true)} />
      ) : (
        <ErrorState title="The silences could not be loaded" error={silences.error!} onRetry={() => void silences.refetch()} />
      )}
      {hydrated && (adding || matchers !== null) && <SilenceDialog matchers={matchers ?? []} onClose={close} />}
    </>
  );
}

function Silences({ silences, onNew }: { silences: readonly Silence[]; onNew: () => void }) {
  const [ending, setEnding] = useState<Silence | null>(null);
  const live = silences.filter(({ state }) => state !== "expired");
  const over = silences.filter(({ state }) => state === "expired");
  if (silences.length === 0) {
    return (
      <div className="rounded-lg border border-line">
        <EmptyState
          icon={BellOff}
          title="Nothing is silenced"
          action={
            <Button variant="primary" onClick={onNew}>
              New silence
            </Button>
          }
        >
          Silence what is expected: a migration, a campaign, a night of load tests. It ends by itself.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-7">
      {live.length === 0 && <p className="text-ink-2">Nothing is silenced now.</p>}
      {live.length > 0 && <SilenceList title="Now and to come" silences={live} onEnd={setEnding} />}
      {over.length > 0 && <SilenceList title="Expired" silences={over} />}
      {ending && <EndDialog silence={ending} onClose={() => setEnding(null)} />}
    </div>
  );
}

function SilenceList({ title, silences, onEnd }: { title: string; silences: readonly Silence[]; onEnd?: (silence: Silence) => void }) {
  return (
    <section>
      <h2 className="mb-2 font-semibold text-ink text-sm">{title}</h2>
      <ul aria-label={title} className="divide-y divide-line rounded-lg border border-line">
        {silences.map((silence) => (
          <li key={silence.id} className="flex flex-wrap items-start gap-x-6 gap-y-2 px-4 py-3">
            <div className="min-w-60 flex-1">
              <p className="flex flex-wrap gap-1.5">
                {silence.matchers.map((matcher) => (
                  <code key={matcherText(matcher)} className="break-all rounded bg-sunken px-1.5 py-0.5 font-mono text-ink text-xs">
                    {matcherText(matcher)}
                  </code>
                ))}
              </p>
              <p className="mt-1.5 whitespace-pre-wrap break-words text-ink">{silence.comment}</p>
              <p className="break-words text-ink-3 text-xs">
                {silence.author}, <RelativeTime value={silence.created_at} />
              </p>
            </div>
            <div className="min-w-40 text-xs sm:text-right">
              <State silence={silence} />
            </div>
            {onEnd && (
              <Button size="sm" onClick={() => onEnd(silence)} aria-label={`Expire now: ${silence.comment}`}>
                Expire now
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function State({ silence }: { silence: Silence }) {
  const now = useNow();
  if (silence.state === "expired") {
    return (
      <p className="text-ink-3">
        ended <RelativeTime value={silence.ends_at} />
      </p>
    );
  }
  const left = Date.parse(silence.ends_at) - now.getTime();
  return (
    <>
      <p className="flex flex-wrap items-center gap-1.5 sm:justify-end">
        {silence.state === "pending" ? <Badge>To come</Badge> : <Badge className="border-accent text-accent">Active</Badge>}
        <span className="tabular text-ink">
          {silence.state === "pending" ? (
            <>
              from <TimeText value={silence.starts_at} precision="minute" />
            </>
          ) : (
            `ends in ${lengthWords(Math.max(0, left))}`
          )}
        </span>
      </p>
      <p className="mt-0.5 text-ink-3">
        until <TimeText value={silence.ends_at} precision="minute" />
      </p>
      {silence.state === "active" && (
        <p className="mt-0.5 text-ink-2">
          {silence.silences === 0 ? (
            "silences nothing now"
          ) : (
            <Link href={`${routes.incidents}?status=firing`} className="text-accent underline underline-offset-2">
              silences {countOf(silence.silences, "incident")} now
            </Link>
          )}
        </p>
      )}
    </>
  );
}

function EndDialog({ silence, onClose }: { silence: Silence; onClose: () => void }) {
  const expire = useExpireSilence();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Expire this silence now?"
      description={
        silence.silences > 0
          ? `${countOf(silence.silences, "incident")} that it silences will be told of.`
          : "What it matches will be told of again."
      }
      action="Expire now"
      busy={expire.isPending}
      onConfirm={() =>
        expire.mutate(silence.id, {
          onSuccess: () => {
            toast.success("The silence has ended");
            onClose();
          },
          onError: (error) => toast.error("The silence goes on", { description: error.message }),
        })
      }
    >
      <p className="break-words text-ink">{silence.comment}</p>
    </ConfirmDialog>
  );
}
