"use client";

import { FileUp, X } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { toast } from "sonner";
import { referenceMediaType, useUploadReference } from "#client/api/reference.ts";
import { cn } from "#client/cn.ts";
import { formatBytes } from "#client/format.ts";
import { Button } from "../ui/button.tsx";
import { ErrorState } from "../ui/error-state.tsx";
import { Progress } from "../ui/progress.tsx";

const ACCEPT = ".csv,.ndjson,.jsonl,.parquet,.arrow,.arrows,.feather,.gz,.zst";

export function ReferenceUpload({ model }: { model: string }) {
  const upload = useUploadReference(model);
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  function take(files: FileList | null) {
    const file = files?.[0];
    if (!file) return;
    if (files.length > 1) return setRefusal("One file at a time, please.");
    if (!referenceMediaType(file.name)) return setRefusal(`"${file.name}" is none of CSV, NDJSON, Parquet or Arrow, going by its ending.`);
    setRefusal(null);
    upload.mutate(file, { onSuccess: () => toast.success("Uploaded: the reference is built in the background") });
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  }

  if (upload.isPending) {
    const { sent, total } = upload.progress ?? { sent: 0, total: 0 };
    const isSent = total > 0 && sent >= total;
    return (
      <div className="flex flex-col gap-2 rounded-lg border border-line p-4">
        <div className="flex items-center justify-between gap-3">
          <p className="tabular min-w-0 truncate">
            {isSent ? "Reading" : "Uploading"} {upload.variables?.name}{" "}
            <span className="text-ink-3">
              {formatBytes(sent)} of {formatBytes(total)}
            </span>
          </p>
          <Button size="sm" variant="ghost" onClick={upload.abort}>
            <X aria-hidden />
            Stop
          </Button>
        </div>
        <Progress done={sent} total={isSent ? 0 : total} label="Upload" />
      </div>
    );
  }

  return (
    <div className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button inside is everyone's */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={cn(
          "flex flex-col items-center gap-2 rounded-lg border border-line-strong border-dashed px-4 py-7 text-center",
          over && "border-accent bg-accent-soft",
        )}
      >
        <FileUp className="size-5 text-ink-3" aria-hidden />
        <p className="text-ink-2">Drop the training or validation data here: CSV, NDJSON, Parquet or Arrow.</p>
        <Button size="sm" onClick={() => picker.current?.click()}>
          Choose a file
        </Button>
        <input
          ref={picker}
          type="file"
          accept={ACCEPT}
          className="hidden"
          aria-label="Reference file"
          tabIndex={-1}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = "";
          }}
        />
      </div>
      <p className="text-ink-3 text-xs">
        Headers are column names: an input by its name, and prediction, score, label, feedback.x, service.x, tags.x.
      </p>
      {refusal && (
        <p role="alert" className="text-danger text-xs">
          {refusal}
        </p>
      )}
      {upload.error && upload.error.name !== "AbortError" && (
        <ErrorState title={`${upload.variables?.name ?? "The file"} was not taken`} error={upload.error} />
      )}
    </div>
  );
}
