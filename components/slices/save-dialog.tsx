"use client";

import { useId, useState } from "react";
import { toast } from "sonner";
import { useCreateSavedSlice } from "#client/api/slices.ts";
import { useUnsavedGuard } from "#client/unsaved.ts";
import { MAX_SAVED_SLICES } from "#core/slices/saved.ts";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { Dialog, DialogClose, DialogContent } from "../ui/dialog.tsx";
import { Input } from "../ui/input.tsx";
import { Field, Label } from "../ui/label.tsx";

/** What is to be saved. */
export interface SliceDraft {
  name: string;
  filter: string[];
}

/** Asks for a name and whether the history is to be counted. */
export function SaveDialog({ model, draft, onClose }: { model: string; draft: SliceDraft | null; onClose: () => void }) {
  return draft && <SaveForm key={draft.name} model={model} draft={draft} onClose={onClose} />;
}

function SaveForm({ model, draft, onClose }: { model: string; draft: SliceDraft; onClose: () => void }) {
  const id = useId();
  const create = useCreateSavedSlice(model);
  const [name, setName] = useState(draft.name);
  const [history, setHistory] = useState(true);
  const guard = useUnsavedGuard((name !== draft.name || !history) && !create.isPending);

  function save() {
    create.mutate(
      { name: name.trim(), filter: draft.filter, count_history: history },
      {
        onSuccess: (saved) => {
          toast.success(`Saved: ${saved.name}`, {
            description: saved.job
              ? "It is in the selectors now. Its history is counted in the background."
              : "It is in the selectors now, and counts what comes from now on.",
          });
          onClose();
        },
        onError: (error) => toast.error("The slice was not saved", { description: error.message }),
      },
    );
  }

  return (
    <Dialog open onOpenChange={(open) => !open && guard(onClose)}>
      <DialogContent
        title="Save slice"
        description="A saved slice is counted like all traffic: it can be chosen on Drift, Performance and Outputs, and alarms can watch it."
        footer={
          <>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" form={id} variant="primary" busy={create.isPending} disabled={name.trim() === ""}>
              Save slice
            </Button>
          </>
        }
      >
        <form
          id={id}
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <Field label="Name" hint={`At most ${MAX_SAVED_SLICES} slices a model.`}>
            {(ids) => (
              <Input {...ids} value={name} maxLength={60} autoComplete="off" autoFocus onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          <div>
            <p className="font-medium text-ink text-xs">Records that</p>
            <ul className="mt-1.5 flex flex-wrap gap-1.5">
              {draft.filter.map((filter) => (
                <li key={filter}>
                  <code className="break-all rounded bg-sunken px-1.5 py-0.5 font-mono text-xs">{filter}</code>
                </li>
              ))}
            </ul>
          </div>
          <div className="flex items-start gap-2">
            <Checkbox
              id={`${id}-history`}
              className="mt-0.5"
              checked={history}
              onCheckedChange={(checked) => setHistory(checked === true)}
            />
            <Label htmlFor={`${id}-history`} className="font-normal text-pretty">
              Count the stored records again, so that it has a history. Until that is done, everything is shown as before.
            </Label>
          </div>
        </form>
      </DialogContent>
    </Dialog>
  );
}
