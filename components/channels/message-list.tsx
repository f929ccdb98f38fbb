"use client";

import { CircleCheck, CircleSlash, CircleX, Clock, type LucideIcon, RotateCw } from "lucide-react";
import { toast } from "sonner";
import { type Message, useReplayMessage } from "#client/api/channels.ts";
import { cn } from "#client/cn.ts";
import { countOf, formatMs } from "#client/format.ts";
import { RelativeTime, TimeText } from "../time/time-text.tsx";
import { Button } from "../ui/button.tsx";

const STATUSES: Record<Message["status"], { word: string; icon: LucideIcon; className: string }> = {
  delivered: { word: "Delivered", icon: CircleCheck, className: "text-stable" },
  pending: { word: "Waiting", icon: Clock, className: "text-warning" },
  dead: { word: "Given up", icon: CircleX, className: "text-danger" },
  discarded: { word: "Not sent", icon: CircleSlash, className: "text-ink-3" },
};

/** A test is sent once, and not again. */
const FAILED_TEST = { word: "Failed", icon: CircleX, className: "text-danger" };

/** Messages with how each attempt went; those that were given up can be sent again. */
export function MessageList({ messages, showChannel }: { messages: readonly Message[]; showChannel: boolean }) {
  return (
    <ul className="divide-y divide-line">
      {messages.map((message) => (
        <li key={message.id} className="px-4 py-2.5">
          <OneMessage message={message} showChannel={showChannel} />
        </li>
      ))}
    </ul>
  );
}

function OneMessage({ message, showChannel }: { message: Message; showChannel: boolean }) {
  const replay = useReplayMessage();
  const last = message.attempts.at(-1);
  const { word, icon: Icon, className } = message.status === "discarded" && last ? FAILED_TEST : STATUSES[message.status];
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-52 flex-1">
        <p className="text-pretty break-words font-medium text-ink">{showChannel ? message.channel.name : message.title}</p>
        <p className="text-pretty break-words text-ink-2 text-xs">
          {showChannel ? message.title : countOf(message.alerts, "alert")}
          {" · "}
          <RelativeTime value={message.created_at} />
        </p>
        {message.status !== "delivered" && last?.error && <p className="mt-1 break-words text-danger text-xs">{last.error}</p>}
        {message.attempts.length > 0 && (
          <details className="mt-1 text-xs">
            <summary className="w-fit cursor-pointer rounded text-ink-3 hover:text-ink">
              {countOf(message.attempts.length, "attempt")}
            </summary>
            <ol className="mt-1.5 flex flex-col gap-1 border-line border-l-2 pl-3">
              {message.attempts.map((attempt) => (
                <li key={attempt.at} className="text-ink-2">
                  <TimeText value={attempt.at} /> · {formatMs(attempt.duration_ms)}
                  {attempt.status !== null && ` · answered ${attempt.status}`}
                  {attempt.error && <span className="block break-words text-ink-3">{attempt.error}</span>}
                </li>
              ))}
            </ol>
          </details>
        )}
      </div>
      <div className="flex items-center gap-3">
        <span className="text-right text-xs">
          <span className={cn("inline-flex items-center gap-1.5 font-medium", className)}>
            <Icon className="size-3.5" aria-hidden />
            {word}
          </span>
          {message.status === "pending" && message.next_attempt_at && message.attempts.length > 0 && (
            <span className="block text-ink-3">
              again <RelativeTime value={message.next_attempt_at} />
            </span>
          )}
        </span>
        {message.status === "dead" && (
          <Button
            size="sm"
            busy={replay.isPending}
            aria-label={`Send again: ${message.title}`}
            onClick={() =>
              replay.mutate(message.id, {
                onSuccess: () => toast.success("It is sent again, under the same id"),
                onError: (error) => toast.error("It was not sent again", { description: error.message }),
              })
            }
          >
            <RotateCw aria-hidden />
            Send again
          </Button>
        )}
      </div>
    </div>
  );
}
