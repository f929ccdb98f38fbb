"use client";

import { RotateCw } from "lucide-react";
import { toast } from "sonner";
import { useReplayQuarantine } from "#client/api/records.ts";
import type { QuarantineItem } from "#core/contracts/records.ts";
import { TimeText } from "../time/time-text.tsx";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Notice } from "../ui/notice.tsx";
import { Sheet, SheetContent } from "../ui/sheet.tsx";

export function QuarantineSheet({ item, onClose }: { item: QuarantineItem | null; onClose: () => void }) {
  return (
    <Sheet open={item !== null} onOpenChange={(open) => !open && onClose()}>
      {item && (
        <SheetContent
          title={item.record_id ?? `Record ${item.index} of its request`}
          description={item.message}
          footer={<Replay item={item} onDone={onClose} />}
        >
          <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
            <dt className="text-ink-3">Reason</dt>
            <dd>
              <code className="font-mono text-drift text-xs">{item.code}</code>
            </dd>
            <dt className="text-ink-3">Where</dt>
            <dd>
              <code className="font-mono text-xs">{item.pointer || "the whole record"}</code>
            </dd>
            <dt className="text-ink-3">Model</dt>
            <dd>{item.model ?? "—"}</dd>
            <dt className="text-ink-3">Received</dt>
            <dd>
              <TimeText value={item.received_at} />
            </dd>
            <dt className="text-ink-3">Batch</dt>
            <dd className="break-all font-mono text-xs">{item.batch_id}</dd>
          </dl>
          {item.truncated && (
            <Notice tone="warning" className="mb-3">
              The record was longer than 64 KiB and is cut: it cannot be replayed from here.
            </Notice>
          )}
          <CodeBlock code={item.raw} title="as it came" />
        </SheetContent>
      )}
    </Sheet>
  );
}

function Replay({ item, onDone }: { item: QuarantineItem; onDone: () => void }) {
  const replay = useReplayQuarantine();
  function run() {
    replay.mutate(item.id, {
      onSuccess: (answer) => {
        const [error] = answer.errors;
        if (answer.accepted > 0) toast.success("Accepted this time");
        else if (answer.duplicates > 0) toast("It is there already: counted as a duplicate");
        else toast.error("Rejected again", { description: error?.message });
        if (answer.rejected === 0) onDone();
      },
      onError: (error) => toast.error("It was not replayed", { description: error.message }),
    });
  }
  return (
    <Button variant="primary" busy={replay.isPending} disabled={item.truncated || item.replayed_at !== null} onClick={run}>
      <RotateCw aria-hidden />
      {item.replayed_at ? "Replayed already" : "Replay"}
    </Button>
  );
}
