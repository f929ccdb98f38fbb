"use client";

import { BellRing, CircleCheck, CircleX, Hash, type LucideIcon, Mail, MessagesSquare, Pencil, Radio, Trash2, Webhook } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useChangeChannel, useDeleteChannel, useTestChannel } from "#client/api/channels.ts";
import { countOf, formatCount, formatMs } from "#client/format.ts";
import type { Channel, ChannelKind } from "#core/contracts/channels.ts";
import { RelativeTime } from "../time/time-text.tsx";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { CHANNEL_WORDS, targetOf } from "./channel-form.ts";
import { Deliveries } from "./deliveries.tsx";

const ICONS: Record<ChannelKind, LucideIcon> = {
  webhook: Webhook,
  slack: Hash,
  teams: MessagesSquare,
  pagerduty: BellRing,
  email: Mail,
  alertmanager: Radio,
};

export function ChannelRow({ channel, onEdit }: { channel: Channel; onEdit: () => void }) {
  const [shown, setShown] = useState(false);
  const Icon = ICONS[channel.config.kind];
  const target = targetOf(channel.config);
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        <div className="flex min-w-60 flex-1 gap-3">
          <Icon className="mt-0.5 size-4 shrink-0 text-ink-3" aria-hidden />
          <div className="min-w-0">
            <h2 className="flex flex-wrap items-center gap-2 break-words font-medium text-ink">
              {channel.name}
              <Badge>{CHANNEL_WORDS[channel.config.kind].title}</Badge>
              {!channel.enabled && <Badge className="border-danger text-danger">Switched off</Badge>}
            </h2>
            <p className="break-all text-ink-2 text-xs">{target}</p>
            {channel.last_error && (
              <p className="mt-1 break-words text-danger text-xs">
                {channel.last_delivered_at ? "Last error: " : "Never delivered. "}
                {channel.last_error}
              </p>
            )}
          </div>
        </div>
        <Figures channel={channel} />
        <Actions channel={channel} onEdit={onEdit} shown={shown} onShow={() => setShown(!shown)} />
      </div>
      {!channel.enabled && <SwitchedOff channel={channel} />}
      {shown && <Deliveries channel={channel} />}
    </li>
  );
}

function Figures({ channel }: { channel: Channel }) {
  const figures = [
    { name: "Delivered", value: channel.delivered, bad: false },
    { name: "Given up", value: channel.dead, bad: channel.dead > 0 },
    { name: "Waiting", value: channel.pending, bad: false },
  ];
  return (
    <div>
      <dl className="flex gap-5" title="Over the last 7 days">
        {figures.map(({ name, value, bad }) => (
          <div key={name}>
            <dt className="text-2xs text-ink-3">{name}</dt>
            <dd className={bad ? "tabular font-medium text-danger" : "tabular text-ink"}>{formatCount(value)}</dd>
          </div>
        ))}
      </dl>
      <p className="text-2xs text-ink-3">
        7 days{channel.last_delivered_at ? ", last " : ""}
        {channel.last_delivered_at && <RelativeTime value={channel.last_delivered_at} />}
      </p>
    </div>
  );
}

function Actions({ channel, onEdit, shown, onShow }: { channel: Channel; onEdit: () => void; shown: boolean; onShow: () => void }) {
  const test = useTestChannel();
  const [deleting, setDeleting] = useState(false);
  return (
    <div className="flex max-w-full flex-col items-start gap-2 sm:items-end">
      <div className="flex flex-wrap gap-1.5">
        <Button size="sm" busy={test.isPending} onClick={() => test.mutate(channel.id)} aria-label={`Test ${channel.name}`}>
          Test
        </Button>
        <Button size="sm" aria-expanded={shown} onClick={onShow} aria-label={`Deliveries of ${channel.name}`}>
          Deliveries
        </Button>
        <Button variant="ghost" size="icon-sm" aria-label={`Change ${channel.name}`} onClick={onEdit}>
          <Pencil aria-hidden />
        </Button>
        <Button variant="ghost" size="icon-sm" aria-label={`Delete ${channel.name}`} onClick={() => setDeleting(true)}>
          <Trash2 aria-hidden />
        </Button>
      </div>
      <div aria-live="polite" className="max-w-80 text-xs sm:text-right">
        {test.data && !test.isPending && (
          <p className={test.data.delivered ? "text-stable" : "text-danger"}>
            {test.data.delivered ? (
              <CircleCheck className="mr-1 inline size-3.5" aria-hidden />
            ) : (
              <CircleX className="mr-1 inline size-3.5" aria-hidden />
            )}
            {test.data.delivered
              ? `Delivered${test.data.status === null ? "" : `, answered ${test.data.status}`}, in ${formatMs(test.data.duration_ms)}. Look whether it arrived.`
              : `Not delivered. ${test.data.error ?? "The receiver did not say why."}`}
          </p>
        )}
        {test.isError && !test.isPending && <p className="text-danger">The test could not be sent. {test.error.message}</p>}
      </div>
      {deleting && <DeleteDialog channel={channel} onClose={() => setDeleting(false)} />}
    </div>
  );
}

function SwitchedOff({ channel }: { channel: Channel }) {
  const change = useChangeChannel(channel.id);
  return (
    <Notice
      tone="warning"
      className="mt-3"
      action={
        <Button
          size="sm"
          busy={change.isPending}
          onClick={() =>
            change.mutate({ enabled: true }, { onError: (error) => toast.error("It stays switched off", { description: error.message }) })
          }
        >
          Switch on
        </Button>
      }
    >
      {channel.disabled_reason ?? "Nobody is told through it."}
    </Notice>
  );
}

function DeleteDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const remove = useDeleteChannel();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${channel.name}?`}
      description={
        channel.pending > 0
          ? `${countOf(channel.pending, "message")} that wait will not be sent. A channel that the routing names is kept: take it out there first.`
          : "A channel that the routing names is kept: take it out there first."
      }
      action="Delete channel"
      danger
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(channel.id, {
          onSuccess: () => {
            toast.success(`Deleted: ${channel.name}`);
            onClose();
          },
          onError: (error) => toast.error("The channel was not deleted", { description: error.message }),
        })
      }
    />
  );
}
