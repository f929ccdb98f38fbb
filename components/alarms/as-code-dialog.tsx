"use client";

import { Download, FileCode2, Upload } from "lucide-react";
import { type ChangeEvent, useId, useState } from "react";
import { toast } from "sonner";
import { useImportAlarms } from "#client/api/alarms.ts";
import { cn } from "#client/cn.ts";
import { useUnsavedGuard } from "#client/unsaved.ts";
import { countOf } from "#core/charts/numbers.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogClose, DialogContent } from "../ui/dialog.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Label } from "../ui/label.tsx";
import { Notice } from "../ui/notice.tsx";

type Answer = NonNullable<ReturnType<typeof useImportAlarms>["data"]>;
type Change = Answer["changes"][number];

const ACTIONS: Record<Change["action"], string> = { create: "New", update: "Changed", delete: "Deleted", keep: "As it is" };

/** Rules, channels and routing as one file: taken out, and taken in with every change shown first. */
export function AsCode() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <FileCode2 aria-hidden />
        As code
      </Button>
      {open && <AsCodeDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function AsCodeDialog({ onClose }: { onClose: () => void }) {
  const id = useId();
  const [yaml, setYaml] = useState("");
  /** A file that was opened can be opened again. */
  const [isTyped, setTyped] = useState(false);
  const guard = useUnsavedGuard(isTyped && yaml.trim() !== "");
  const [shown, setShown] = useState<Answer | null>(null);
  const take = useImportAlarms();

  function edit(text: string) {
    setYaml(text);
    // What was shown is of another text.
    setShown(null);
    take.reset();
  }

  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    if (!file) return;
    setTyped(false);
    edit(await file.text());
  }

  function apply() {
    take.mutate(
      { yaml, apply: true },
      {
        onSuccess: ({ changes }) => {
          toast.success(`${countOf(changes.filter(({ action }) => action !== "keep").length, "change")} applied`);
          onClose();
        },
      },
    );
  }

  const changes = shown?.changes.filter(({ action }) => action !== "keep") ?? [];
  return (
    <Dialog open onOpenChange={(next) => !next && guard(onClose)}>
      <DialogContent
        title="Alarms as code"
        description="Rules, channels (without their secrets) and routing as one file, to be kept beside your own code."
        className="max-w-3xl"
        footer={
          <>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            {shown ? (
              <Button variant="primary" busy={take.isPending} disabled={changes.length === 0} onClick={apply}>
                Apply {countOf(changes.length, "change")}
              </Button>
            ) : (
              <Button
                variant="primary"
                busy={take.isPending}
                disabled={yaml.trim() === ""}
                onClick={() => take.mutate({ yaml, apply: false }, { onSuccess: setShown })}
              >
                Show what would change
              </Button>
            )}
          </>
        }
      >
        <div className="flex flex-wrap gap-2">
          <Button asChild>
            <a href="/api/v1/alarms/export" download="tidemark.yaml">
              <Download aria-hidden />
              Download tidemark.yaml
            </a>
          </Button>
          <Button asChild>
            <label className="cursor-pointer focus-within:outline-2 focus-within:outline-accent">
              <Upload aria-hidden />
              Open a file
              <input
                type="file"
                accept=".yaml,.yml,application/yaml,text/yaml"
                className="sr-only"
                onChange={(event) => void choose(event)}
              />
            </label>
          </Button>
        </div>
        <Label htmlFor={id} className="mt-4 mb-1.5 block">
          The file to take in
        </Label>
        <textarea
          id={id}
          value={yaml}
          rows={shown ? 6 : 14}
          spellCheck={false}
          placeholder={"alarms:\n  - name: Age drifts\n    model: churn\n    when: …"}
          onChange={(event) => {
            setTyped(true);
            edit(event.target.value);
          }}
          className="w-full rounded-md border border-line-strong bg-bg p-2.5 font-mono text-ink text-xs placeholder:text-ink-3"
        />
        {take.error && <ErrorState title="The file was not taken" error={take.error} className="mt-3" />}
        {shown && <Changes changes={changes} secrets={shown.secrets_needed} />}
      </DialogContent>
    </Dialog>
  );
}

function Changes({ changes, secrets }: { changes: readonly Change[]; secrets: readonly string[] }) {
  if (changes.length === 0) return <Notice className="mt-3">Everything is already as the file says.</Notice>;
  return (
    <section aria-label="What would change" className="mt-4">
      {secrets.length > 0 && (
        <Notice tone="warning" className="mb-3">
          Secrets have to be typed in afterwards for {secrets.join(", ")}: until then {secrets.length === 1 ? "it is" : "they are"} off.
        </Notice>
      )}
      <ul className="flex flex-col gap-3">
        {changes.map((change) => (
          <li key={`${change.kind} ${change.name}`}>
            <p className="mb-1 font-medium text-ink text-sm">
              {ACTIONS[change.action]}: {change.kind === "routing" ? "routing" : `${change.kind} ${change.name}`}
            </p>
            <pre className="whitespace-pre-wrap break-words rounded-md bg-sunken p-2 font-mono text-xs">
              {change.diff.map((line, i) => (
                <span
                  // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and do not move
                  key={i}
                  className={cn("block", line.startsWith("-") ? "text-danger" : line.startsWith("+") ? "text-stable" : "text-ink-2")}
                >
                  {line}
                </span>
              ))}
            </pre>
          </li>
        ))}
      </ul>
    </section>
  );
}
