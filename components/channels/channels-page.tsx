"use client";

import { Send } from "lucide-react";
import { useState } from "react";
import { useChannels } from "#client/api/channels.ts";
import { useHydrated } from "#client/use-hydrated.ts";
import type { Channel } from "#core/contracts/channels.ts";
import { AlarmsHead } from "../alarms/alarms-tabs.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ChannelDialog } from "./channel-dialog.tsx";
import { ChannelRow } from "./channel-row.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { RoutingCard } from "./routing-card.tsx";

/** Where notifications go, how that does, and who is told of what. */
export function ChannelsPage() {
  const hydrated = useHydrated();
  const channels = useChannels();
  const [edited, setEdited] = useState<Channel | "new" | null>(null);
  const list = channels.data?.data;
  return (
    <>
      <AlarmsHead
        title="Channels"
        description="Where notifications go, and who is told of what."
        actions={
          <Button variant="primary" onClick={() => setEdited("new")}>
            New channel
          </Button>
        }
      />
      {!hydrated || (channels.isPending && !channels.isError) ? (
        <div role="status" aria-label="Loading the channels">
          <Skeleton className="h-64 w-full" />
        </div>
      ) : list ? (
        <div className="flex flex-col gap-4">
          {list.length === 0 ? (
            <div className="rounded-lg border border-line">
              <EmptyState icon={Send} title="No channel yet" action={<Button onClick={() => setEdited("new")}>Make the first</Button>}>
                Incidents open without one, but nobody is told. Webhook, Slack, Teams, PagerDuty, e-mail or Alertmanager: make one, press
                Test, and name it in the routing.
              </EmptyState>
            </div>
          ) : (
            <ul aria-label="Channels" className="divide-y divide-line rounded-lg border border-line">
              {list.map((channel) => (
                <ChannelRow key={channel.id} channel={channel} onEdit={() => setEdited(channel)} />
              ))}
            </ul>
          )}
          <DeadLetters />
          <RoutingCard channels={list} />
        </div>
      ) : (
        <ErrorState title="The channels could not be loaded" error={channels.error!} onRetry={() => void channels.refetch()} />
      )}
      {edited && (
        <ChannelDialog key={edited === "new" ? 0 : edited.id} channel={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </>
  );
}
