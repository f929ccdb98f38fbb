"use client";

import { Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { type RoutingAnswer, usePutRouting, useRouting } from "#client/api/channels.ts";
import { ApiError } from "#client/api/error.ts";
import { useUnsavedGuard } from "#client/unsaved.ts";
import type { Channel, Routing } from "#core/contracts/channels.ts";
import { matchersProblem } from "../incidents/matchers-editor.tsx";
import { RelativeTime } from "../time/time-text.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ChannelPicks } from "./channel-picks.tsx";
import { GroupBy, RouteEditor, Wait } from "./route-editor.tsx";
import { hidingRoute, moved, newRoute, routingProblem } from "./routing-form.ts";
import { WhoTold } from "./who-told.tsx";

/** Who is told of what. */
export function RoutingCard({ channels }: { channels: readonly Channel[] }) {
  const routing = useRouting();
  const { data } = routing;
  return (
    <Card
      title="Routing"
      description={
        <>
          The first route that matches takes an incident; what none takes goes to the fallback.
          {data?.updated_at && (
            <>
              {" "}
              Changed <RelativeTime value={data.updated_at} />.
            </>
          )}
        </>
      }
    >
      {data ? (
        <RoutingForm
          answer={data}
          channels={channels.map(({ name }) => name)}
          off={channels.filter(({ enabled }) => !enabled).map(({ name }) => name)}
          onReload={() => routing.refetch()}
        />
      ) : routing.isError ? (
        <ErrorState title="The routing could not be loaded" error={routing.error} onRetry={() => void routing.refetch()} />
      ) : (
        <Skeleton className="h-48 w-full" />
      )}
    </Card>
  );
}

interface RoutingFormProps {
  answer: RoutingAnswer;
  channels: readonly string[];
  /** Those of them that are switched off. */
  off: readonly string[];
  onReload: () => Promise<{ data: RoutingAnswer | undefined }>;
}

function RoutingForm({ answer, channels, off, onReload }: RoutingFormProps) {
  const put = usePutRouting();
  /** Null: as it is stored. The version is the one that was changed, so that another's change is not overwritten. */
  const [draft, setDraft] = useState<{ routing: Routing; version: number } | null>(null);
  const { routing, version } = draft ?? answer;
  useUnsavedGuard(draft !== null && !put.isPending);
  const change = (part: Partial<Routing>) => setDraft({ routing: { ...routing, ...part }, version });
  const setRoute = (i: number, route: Routing["routes"][number]) =>
    change({ routes: routing.routes.map((one, k) => (k === i ? route : one)) });
  const problem = routingProblem(routing, channels, (route) => matchersProblem(route.matchers));
  const hiding = hidingRoute(routing.routes);
  const conflict = put.error instanceof ApiError && put.error.status === 409;
  const box = useRef<HTMLDivElement>(null);
  const focusNext = useRef<string[] | null>(null);
  const [said, setSaid] = useState("");

  // The button that was pressed belongs to another route now, or is gone: the keyboard goes on with the route that was meant.
  useEffect(() => {
    const found = focusNext.current?.map((selector) => box.current?.querySelector<HTMLElement>(selector)).find((one) => one);
    focusNext.current = null;
    found?.focus();
  });

  function add() {
    const route = newRoute(routing.routes);
    focusNext.current = [`[data-route="${routing.routes.length}"] input`];
    setSaid(`${route.name} was added at the end.`);
    change({ routes: [...routing.routes, route] });
  }

  function move(i: number, by: -1 | 1) {
    const at = `[data-route="${i + by}"]`;
    focusNext.current = [`${at} [data-move="${by}"]:enabled`, `${at} [data-move]:enabled`];
    setSaid(`${routing.routes[i]?.name} is now ${i + by + 1} of ${routing.routes.length}.`);
    change({ routes: moved(routing.routes, i, by) });
  }

  function remove(i: number) {
    focusNext.current = ["[data-add]"];
    setSaid(`${routing.routes[i]?.name} was removed.`);
    change({ routes: routing.routes.filter((_, k) => k !== i) });
  }

  function save() {
    put.mutate(
      { routing, version },
      {
        onSuccess: () => {
          setDraft(null);
          toast.success("Routing saved");
        },
      },
    );
  }

  /** Keeps what is typed, on top of what the other one stored. */
  async function takeOver() {
    const { data } = await onReload();
    if (data) setDraft({ routing, version: data.version });
    put.reset();
  }

  async function discard() {
    setDraft(null);
    put.reset();
    await onReload();
  }

  return (
    <div ref={box} className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <p role="status" className="sr-only">
        {said}
      </p>
      <div className="flex min-w-0 flex-col gap-4">
        {routing.routes.length > 0 && (
          <ol aria-label="Routes" className="flex flex-col gap-3">
            {routing.routes.map((route, i) => (
              <RouteEditor
                // biome-ignore lint/suspicious/noArrayIndexKey: names are typed, and may be equal meanwhile
                key={i}
                route={route}
                index={i}
                count={routing.routes.length}
                routing={routing}
                channels={channels}
                onChange={(next) => setRoute(i, next)}
                onMove={(by) => move(i, by)}
                onRemove={() => remove(i)}
              />
            ))}
          </ol>
        )}
        {hiding !== null && (
          <Notice tone="warning">
            "{routing.routes[hiding]?.name}" takes everything, so the routes below it take nothing. Move it down, or let it go on.
          </Notice>
        )}
        <Button size="sm" data-add className="self-start" onClick={add}>
          <Plus aria-hidden />
          Add route
        </Button>
        <div className="flex flex-col gap-4 rounded-md border border-line px-3 py-3">
          <ChannelPicks
            legend="Fallback: what no route takes is told to"
            channels={channels}
            value={routing.fallback}
            onChange={(fallback) => change({ fallback })}
          />
          <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
            <GroupBy
              label="Group by"
              hint="One message for all with the same."
              value={routing.group_by}
              onChange={(group_by) => group_by && change({ group_by })}
            />
            <Wait
              label="First wait"
              hint="For others of the group."
              value={routing.group_wait}
              onChange={(text) => change({ group_wait: text ?? "" })}
            />
            <Wait
              label="Between messages"
              hint="Of one group, at least."
              value={routing.group_interval}
              onChange={(text) => change({ group_interval: text ?? "" })}
            />
            <Wait
              label="Repeat every"
              hint="Until acknowledged."
              value={routing.repeat_every}
              onChange={(text) => change({ repeat_every: text ?? "" })}
            />
          </div>
        </div>
        {conflict ? (
          <Notice
            tone="warning"
            action={
              <span className="flex flex-wrap gap-2">
                <Button size="sm" onClick={() => void discard()}>
                  Show theirs
                </Button>
                <Button size="sm" onClick={() => void takeOver()}>
                  Keep mine
                </Button>
              </span>
            }
          >
            Somebody else has changed the routing since you opened it, so yours was not saved. Look at theirs (yours is lost), or keep yours
            and save it over theirs.
          </Notice>
        ) : (
          put.error && <ErrorState title="The routing was not saved" error={put.error} />
        )}
        <div className="flex flex-wrap items-center justify-end gap-3">
          {draft && problem && (
            <p role="alert" className="min-w-0 flex-1 text-danger text-xs">
              {problem}
            </p>
          )}
          {draft && <Button onClick={() => void discard()}>Discard</Button>}
          <Button variant="primary" busy={put.isPending} disabled={draft === null || problem !== null} onClick={save}>
            Save routing
          </Button>
        </div>
      </div>
      <WhoTold routing={routing} off={off} />
    </div>
  );
}
