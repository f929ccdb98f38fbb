"use client";

import { useMessages } from "#client/api/channels.ts";
import type { Channel } from "#core/contracts/channels.ts";
import { ErrorState } from "../ui/error-state.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { MessageList } from "./message-list.tsx";

/** The last messages of a channel, with every attempt. */
export function Deliveries({ channel }: { channel: Channel }) {
  const messages = useMessages({ channel: channel.id, limit: 20 });
  return (
    <section aria-label={`Deliveries of ${channel.name}`} className="mt-3 rounded-md border border-line">
      {messages.data ? (
        messages.data.data.length > 0 ? (
          <MessageList messages={messages.data.data} showChannel={false} />
        ) : (
          <p className="px-4 py-3 text-ink-2">Nothing was sent through it yet.</p>
        )
      ) : messages.isError ? (
        <ErrorState title="The messages could not be loaded" error={messages.error} onRetry={() => void messages.refetch()} />
      ) : (
        <Skeleton className="m-4 h-10" />
      )}
    </section>
  );
}
