"use client";

import { useId, useState } from "react";
import { useUnsavedGuard } from "#client/unsaved.ts";
import { matchersFor } from "#core/alarms/matchers.ts";
import type { Matcher } from "#core/contracts/incidents.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogClose, DialogContent } from "../ui/dialog.tsx";
import { orderedLabels } from "./incident-words.ts";
import { SilenceForm } from "./silence-form.tsx";

interface SilenceDialogProps {
  /** Of the incident that is to be silenced. */
  labels?: Readonly<Record<string, string>>;
  matchers?: readonly Matcher[];
  onClose: () => void;
}

/** A silence that becomes critical tells people nothing: the severity is left out. */
function fromLabels(labels: Readonly<Record<string, string>>): Matcher[] {
  return matchersFor(Object.fromEntries(orderedLabels(labels).filter(([name]) => name !== "severity")));
}

export function SilenceDialog({ labels = {}, matchers, onClose }: SilenceDialogProps) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [isTyped, setTyped] = useState(false);
  const guard = useUnsavedGuard(isTyped && !busy);
  return (
    <Dialog open onOpenChange={(open) => !open && guard(onClose)}>
      <DialogContent
        title="Silence"
        description="Nobody is told while it lasts. Incidents open and close all the same, and what still fires at its end is told then."
        className="max-w-xl"
        footer={
          <>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" form={id} variant="primary" busy={busy}>
              Silence
            </Button>
          </>
        }
      >
        <SilenceForm id={id} initial={matchers ?? fromLabels(labels)} onTyped={() => setTyped(true)} onBusy={setBusy} onDone={onClose} />
      </DialogContent>
    </Dialog>
  );
}
