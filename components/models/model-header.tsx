"use client";

import { BookMarked, Database, GitBranch } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { cn } from "#client/cn.ts";
import { formatCompact, formatCount } from "#client/format.ts";
import { hasTime, routes } from "#client/routes.ts";
import { useTimeWindow } from "#client/url-state.ts";
import type { ModelDetail } from "#core/contracts/models.ts";
import { RelativeTime } from "../time/time-text.tsx";
import { Badge } from "../ui/badge.tsx";
import { Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

export function ModelHeader({ model }: { model: ModelDetail }) {
  const pathname = usePathname();
  const { note } = useTimeWindow();
  return (
    <header className="mb-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h1 className="text-balance break-words font-semibold text-ink text-xl tracking-tight">{model.title}</h1>
        {model.title !== model.name && <code className="font-mono text-ink-3 text-xs">{model.name}</code>}
      </div>
      {model.description && <Description text={model.description} />}
      <dl className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-1.5 text-ink-2 text-xs">
        <Fact icon={<BookMarked className="size-3.5 text-ink-3" aria-hidden />} name="Reference">
          {model.reference ? (
            <Link href={routes.settings(model.name)} className="underline decoration-line-strong underline-offset-2 hover:text-ink">
              {model.reference.label}
            </Link>
          ) : (
            <Link href={`${routes.settings(model.name)}#reference`} className="text-accent underline underline-offset-2">
              none yet: set one
            </Link>
          )}
          {model.building && <Badge>building {model.building.reference.label}</Badge>}
        </Fact>
        <Fact icon={<GitBranch className="size-3.5 text-ink-3" aria-hidden />} name={model.versions.length === 1 ? "Version" : "Versions"}>
          {model.versions.length === 0 && "—"}
          {model.versions.slice(0, 6).map((version) => (
            <Badge key={version.name}>
              {version.name || "unnamed"}
              <span className="text-ink-3">{version.stage}</span>
            </Badge>
          ))}
          {model.versions.length > 6 && <span>and {formatCount(model.versions.length - 6)} more</span>}
        </Fact>
        <Fact icon={<Database className="size-3.5 text-ink-3" aria-hidden />} name="Records">
          <span className="tabular" title={formatCount(model.records)}>
            {formatCompact(model.records)}
          </span>
          {model.last_record_at && (
            <span className="text-ink-3">
              last <RelativeTime value={model.last_record_at} />
            </span>
          )}
        </Fact>
      </dl>
      {model.note && <Notice className="mt-3">{model.note}</Notice>}
      {note && hasTime(pathname) && <p className="mt-2 text-ink-3 text-xs">{note}</p>}
    </header>
  );
}

/** Longer than about two lines: the rest on demand, so that the page's own content stays in view. */
const LONG = 180;

function Description({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const isLong = text.length > LONG;
  return (
    <div className="mt-1 max-w-3xl text-ink-2">
      <p className={cn("whitespace-pre-line text-pretty", isLong && !open && "line-clamp-2")}>{text}</p>
      {isLong && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="text-ink-3 text-xs underline decoration-line-strong underline-offset-2 hover:text-ink"
        >
          {open ? "Show less" : "Show all"}
        </button>
      )}
    </div>
  );
}

function Fact({ icon, name, children }: { icon: ReactNode; name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1.5">
      <dt className="flex items-center gap-1.5 text-ink-3">
        {icon}
        {name}
      </dt>
      <dd className="flex min-w-0 flex-wrap items-center gap-1.5">{children}</dd>
    </div>
  );
}

export function ModelHeaderSkeleton({ name }: { name: string }) {
  return (
    <div role="status" aria-label="Loading the model" className="mb-3">
      <h1 className="sr-only">{name}</h1>
      <Skeleton className="h-7 w-56" />
      <Skeleton className="mt-3 h-5 w-96 max-w-full" />
    </div>
  );
}
