"use client";

import { CircleX, RotateCw } from "lucide-react";
import { ApiError } from "#client/api/error.ts";
import { cn } from "#client/cn.ts";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy-button.tsx";

interface ErrorStateProps {
  error: Error;
  /** What could not be done: "The models could not be loaded". */
  title: string;
  onRetry?: () => void;
  className?: string;
}

/** What went wrong, where, and what to do about it. */
export function ErrorState({ error, title, onRetry, className }: ErrorStateProps) {
  const api = error instanceof ApiError ? error : null;
  return (
    <div role="alert" className={cn("flex gap-3 rounded-lg border border-line bg-surface p-4", className)}>
      <CircleX className="mt-0.5 size-4 shrink-0 text-danger" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-ink">{title}</p>
        <p className="mt-0.5 break-words text-ink-2">{error.message}</p>
        {api && api.errors.length > 0 && (
          <ul className="mt-2 list-disc pl-4 text-ink-2">
            {api.errors.map((item) => (
              <li key={`${item.pointer} ${item.detail}`}>
                <code className="font-mono text-xs">{item.pointer || "/"}</code> {item.detail}
              </li>
            ))}
          </ul>
        )}
        {api && (
          <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 font-mono text-ink-3 text-xs">
            <span>{api.status > 0 ? `${api.status} ${api.code}` : api.code}</span>
            <span className="break-all">{api.path}</span>
            {api.requestId && (
              <span className="inline-flex items-center gap-1">
                request {api.requestId}
                <CopyButton value={api.requestId} label="Copy the request id" size="icon-sm" className="size-6" />
              </span>
            )}
          </p>
        )}
        {onRetry && (
          <Button size="sm" className="mt-3" onClick={onRetry}>
            <RotateCw aria-hidden />
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}
