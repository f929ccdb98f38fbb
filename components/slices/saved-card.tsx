"use client";

import { Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { queryString } from "#client/api/fetch-json.ts";
import { useDeleteSavedSlice, useRenameSavedSlice, useSavedSlices } from "#client/api/slices.ts";
import { routes } from "#client/routes.ts";
import { useUnsavedGuard } from "#client/unsaved.ts";
import { useSlice } from "#client/url-state.ts";
import type { SavedSlice } from "#core/contracts/slices.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Input } from "../ui/input.tsx";
import { Field } from "../ui/label.tsx";

/** The slices that are watched by name: where they are shown, and what becomes of them. */
export function SavedCard({ model }: { model: string }) {
  const saved = useSavedSlices(model).data?.data ?? [];
  const [renamed, setRenamed] = useState<SavedSlice | null>(null);
  const [deleted, setDeleted] = useState<SavedSlice | null>(null);
  if (saved.length === 0) return null;
  return (
    <Card
      title="Saved slices"
      description="Counted like all traffic, and in the selector of every page of the model."
      className="mb-4"
      flush
    >
      <ul className="divide-y divide-line">
        {saved.map((slice) => (
          <li key={slice.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5">
            <div className="min-w-52 flex-1">
              <p className="flex flex-wrap items-center gap-2 font-medium text-ink">
                {slice.name}
                {slice.history === "since_saved" && <Badge>no history yet</Badge>}
              </p>
              <p className="mt-1 flex flex-wrap gap-1.5">
                {slice.filter.map((filter) => (
                  <code key={filter} className="break-all rounded bg-sunken px-1.5 py-0.5 font-mono text-ink-2 text-xs">
                    {filter}
                  </code>
                ))}
              </p>
              {slice.problem && <p className="mt-1 text-danger text-xs">Nothing counts in it: {slice.problem}.</p>}
            </div>
            <Pages model={model} slice={slice} />
            <span className="flex gap-1">
              <Button variant="ghost" size="icon-sm" aria-label={`Rename ${slice.name}`} onClick={() => setRenamed(slice)}>
                <Pencil aria-hidden />
              </Button>
              <Button variant="ghost" size="icon-sm" aria-label={`Delete ${slice.name}`} onClick={() => setDeleted(slice)}>
                <Trash2 aria-hidden />
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {renamed && <RenameDialog model={model} slice={renamed} onClose={() => setRenamed(null)} />}
      {deleted && <DeleteDialog model={model} slice={deleted} onClose={() => setDeleted(null)} />}
    </Card>
  );
}

function Pages({ model, slice }: { model: string; slice: SavedSlice }) {
  const search = useSearchParams();
  const window = { from: search.get("from"), to: search.get("to"), tz: search.get("tz") };
  const inSlice = queryString({ ...window, slice: slice.key });
  const links = [
    { label: "Drift", href: `${routes.drift(model)}${inSlice}` },
    { label: "Performance", href: `${routes.performance(model)}${inSlice}` },
    { label: "Records", href: `${routes.records(model)}${queryString({ ...window, filter: slice.filter })}` },
  ];
  return (
    <span className="flex gap-3 text-xs">
      {links.map(({ label, href }) => (
        <Link key={label} href={href} aria-label={`${label} of ${slice.name}`} className="text-accent underline underline-offset-2">
          {label}
        </Link>
      ))}
    </span>
  );
}

interface OneProps {
  model: string;
  slice: SavedSlice;
  onClose: () => void;
}

function RenameDialog({ model, slice, onClose }: OneProps) {
  const rename = useRenameSavedSlice(model);
  const [shown, setShown] = useSlice();
  const [name, setName] = useState(slice.name);
  const guard = useUnsavedGuard(name !== slice.name && !rename.isPending);
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && guard(onClose)}
      title={`Rename ${slice.name}`}
      description="Its figures are kept under its name, so the stored records are counted again. Links and alarms that name it must be changed."
      action="Rename"
      busy={rename.isPending}
      disabled={name.trim() === "" || name.trim() === slice.name}
      onConfirm={() =>
        rename.mutate(
          { id: slice.id, name: name.trim() },
          {
            onSuccess: ({ key }) => {
              if (shown === slice.key) void setShown(key);
              onClose();
            },
            onError: (error) => toast.error("The slice was not renamed", { description: error.message }),
          },
        )
      }
    >
      <Field label="Name">
        {(ids) => <Input {...ids} value={name} maxLength={60} autoComplete="off" onChange={(event) => setName(event.target.value)} />}
      </Field>
    </ConfirmDialog>
  );
}

function DeleteDialog({ model, slice, onClose }: OneProps) {
  const remove = useDeleteSavedSlice(model);
  const [shown, setShown] = useSlice();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete ${slice.name}?`}
      description="It is counted no more, and alarms that watch it say that they cannot be evaluated. The records stay."
      action="Delete slice"
      danger
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(slice.id, {
          onSuccess: () => {
            toast.success(`Deleted: ${slice.name}`);
            if (shown === slice.key) void setShown(null);
            onClose();
          },
          onError: (error) => toast.error("The slice was not deleted", { description: error.message }),
        })
      }
    />
  );
}
