"use client";

import Link from "next/link";
import { useMessages } from "#client/api/channels.ts";
import { routes } from "#client/routes.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { MessageList } from "../channels/message-list.tsx";
import { Card } from "../ui/card.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

/** Who was told, when, and how each attempt went. */
export function ToldCard({ incident }: { incident: IncidentDetail }) {
  const messages = useMessages({ incident: incident.id, limit: 100 });
  const sent = messages.data?.data ?? [];
  return (
    <Card title="Who was told" flush={sent.length > 0}>
      {sent.length > 0 ? (
        <MessageList messages={sent} showChannel />
      ) : messages.isError ? (
        <ErrorState title="The messages could not be loaded" error={messages.error} onRetry={() => void messages.refetch()} />
      ) : messages.isPending ? (
        <Skeleton className="h-12 w-full" />
      ) : (
        <p className="text-ink-2">
          {incident.silenced ? "Nobody: it is silenced." : reasonOf(incident)}{" "}
          <Link href={routes.channels} className="text-accent underline underline-offset-2">
            Channels and routing
          </Link>
        </p>
      )}
    </Card>
  );
}

/** Tidemark writes down why nobody was told; the newest reason holds. */
function reasonOf({ events }: IncidentDetail): string {
  const reason = events.findLast(({ kind }) => kind === "not_notified")?.text;
  return reason ? reason : "Nobody: no route took it, or its message is still to be made.";
}
