"use client";

import { useMessages } from "#client/api/channels.ts";
import { Card } from "../ui/card.tsx";
import { MessageList } from "./message-list.tsx";

/** What was given up, over all channels: none is lost, each can be sent again. */
export function DeadLetters() {
  const dead = useMessages({ status: "dead", limit: 50 }).data?.data ?? [];
  if (dead.length === 0) return null;
  return (
    <Card title="Given up" description="Every attempt failed. What is sent again keeps its id, so a receiver that had it knows it." flush>
      <MessageList messages={dead} showChannel />
    </Card>
  );
}
