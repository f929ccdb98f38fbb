"use client";

import { type FormEvent, useId, useState } from "react";
import { toast } from "sonner";
import { type PatchModel, usePatchModel } from "#client/api/models.ts";
import { useUnsavedGuard } from "#client/unsaved.ts";
import { KINDS, type Kind, ROLES, type Role } from "#core/columns/column.ts";
import type { Column } from "#core/contracts/models.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogClose, DialogContent } from "../ui/dialog.tsx";
import { Input } from "../ui/input.tsx";
import { Field, Label } from "../ui/label.tsx";
import { Notice } from "../ui/notice.tsx";
import { Select } from "../ui/select.tsx";
import { Switch } from "../ui/switch.tsx";

type ColumnPatch = NonNullable<PatchModel["columns"]>[string];

export function ColumnDialog({ model, column, onClose }: { model: string; column: Column | null; onClose: () => void }) {
  return column && <ColumnForm key={column.name} model={model} column={column} onClose={onClose} />;
}

function ColumnForm({ model, column, onClose }: { model: string; column: Column; onClose: () => void }) {
  const formId = useId();
  const ignoredId = useId();
  const patch = usePatchModel(model);
  const [kind, setKind] = useState<Kind>(column.kind);
  const [role, setRole] = useState<Role>(column.role);
  const [unit, setUnit] = useState(column.unit ?? "");
  const [ignored, setIgnored] = useState(column.ignored);
  const changes: ColumnPatch = {
    ...(kind !== column.kind && { kind }),
    ...(role !== column.role && { role }),
    ...(unit.trim() !== (column.unit ?? "") && { unit: unit.trim() || null }),
    ...(ignored !== column.ignored && { ignored }),
  };
  const isTyped = Object.keys(changes).length > 0;
  const guard = useUnsavedGuard(isTyped && !patch.isPending);
  const recounts = changes.kind !== undefined || changes.role !== undefined || changes.ignored === false;

  function submit(event: FormEvent) {
    event.preventDefault();
    patch.mutate(
      { columns: { [column.name]: changes } },
      {
        onSuccess: () => {
          toast.success(recounts ? "Saved: the stored records are counted again in the background" : "Saved");
          onClose();
        },
        onError: (error) => toast.error("The column was not changed", { description: error.message }),
      },
    );
  }

  return (
    <Dialog open onOpenChange={(open) => !open && guard(onClose)}>
      <DialogContent
        title={<span className="font-mono text-sm">{column.name}</span>}
        description="What its values are, and whether they count."
        footer={
          <>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" form={formId} variant="primary" busy={patch.isPending} disabled={!isTyped}>
              {recounts ? "Save and count again" : "Save"}
            </Button>
          </>
        }
      >
        <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
          <Field label="Kind" hint="What the values are. Values of another kind are counted as invalid.">
            {(ids) => (
              <Select
                {...ids}
                value={kind}
                onValueChange={setKind}
                options={KINDS.map((value) => ({ value, label: value }))}
                className="w-full"
              />
            )}
          </Field>
          <Field label="Role" hint="What it is in its record: inputs and predictions are tested for drift, tags make slices.">
            {(ids) => (
              <Select
                {...ids}
                value={role}
                onValueChange={setRole}
                options={ROLES.map((value) => ({ value, label: value }))}
                className="w-full"
              />
            )}
          </Field>
          <Field label="Unit" hint="Written behind every number of the column, e.g. ms, EUR, years.">
            {(ids) => <Input {...ids} value={unit} onChange={(event) => setUnit(event.target.value)} maxLength={20} autoComplete="off" />}
          </Field>
          <div className="flex items-center justify-between gap-4">
            <div>
              <Label htmlFor={ignoredId}>Ignore this column</Label>
              <p className="text-ink-3 text-xs">It is still stored, but neither counted nor tested for drift.</p>
            </div>
            <Switch id={ignoredId} checked={ignored} onCheckedChange={setIgnored} />
          </div>
          {recounts && (
            <Notice tone="warning">
              All stored records of the model are counted again. That runs in the background with a progress bar; until it is done the pages
              show the old counts.
            </Notice>
          )}
        </form>
      </DialogContent>
    </Dialog>
  );
}
